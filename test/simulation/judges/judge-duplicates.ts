import type { Verdict } from '@rowferry/core';
import { comparableKey } from '../../../packages/core/src/chunks/key-hash.ts';
import type { RunResult } from '../run/run-result.ts';

/** Compares what is said of the other record of a duplicate with what the tenant and the source have. */
export function judgeDuplicates(result: RunResult): string[] {
  const creators = new Map(
    [...result.tenant.records('Vehicle')].map(({ cells, jobId }) => [cells['vin__c'], jobId]),
  );
  return [...result.verdicts.values()].flatMap((verdict) =>
    verdict.outcome === 'rejected' ? judgeOne(verdict, creators, result) : [],
  );
}

function judgeOne(
  { position, errors }: Extract<Verdict, { outcome: 'rejected' }>,
  creators: ReadonlyMap<string | undefined, string | undefined>,
  { records, verdicts }: RunResult,
): string[] {
  const vinOf = (one: number) => String(records[one]?.['vin']);
  return errors.flatMap(({ column, duplicateOf }) => {
    if (duplicateOf === undefined) return [];
    const says = `${position} is a duplicate of ${JSON.stringify(duplicateOf)} in ${column}, but`;
    const vin = vinOf(position);
    if (duplicateOf === 'tenant') {
      const job = creators.get(vin);
      if (!creators.has(vin)) return [`${says} the tenant has none`];
      return job === undefined ? [] : [`${says} job ${job} of the run created it`];
    }
    const other = verdicts.get(duplicateOf.position);
    const isSame = comparableKey(vinOf(duplicateOf.position)) === comparableKey(vin);
    if (duplicateOf.position === position || !isSame) return [`${says} that has another key`];
    const isThere = other === undefined || other.at === duplicateOf.at;
    return isThere ? [] : [`${says} it was read at ${other.at}`];
  });
}
