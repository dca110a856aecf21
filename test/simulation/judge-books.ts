import type { Verdict } from '@rowferry/core';
import type { Tenant } from '@rowferry/simulator';
import type { Ran } from './run-case.ts';

/** Where the tenant keeps each record, by position. */
export function storedIn(tenant: Tenant): ReadonlyMap<number, readonly string[]> {
  const stored = new Map<number, string[]>();
  for (const { cells, jobId, row } of tenant.records('Vehicle')) {
    const position = Number(cells['legacyId__c']);
    stored.set(position, [...(stored.get(position) ?? []), placeOf(jobId, row)]);
  }
  return stored;
}

/** Holds every verdict against what the tenant really did. */
export function judgeBooks(ran: Ran): string[] {
  const stored = storedIn(ran.tenant);
  const twice = [...stored].filter(([, places]) => places.length > 1);
  return [
    ...twice.map(([position, places]) => `${position} is stored twice: ${places.join(', ')}`),
    ...ran.verdicts.flatMap((verdict) => [
      ...judgeVerdict(verdict, stored.get(verdict.position)?.[0]),
      ...judgeErrors(verdict, ran),
      ...judgeRecord(verdict),
    ]),
  ];
}

function judgeVerdict(verdict: Verdict, place: string | undefined): string[] {
  const { position } = verdict;
  if (verdict.verdict === 'unresolved') return [];
  if (verdict.verdict !== 'loaded') {
    return place === undefined ? [] : [`${position} is ${verdict.verdict}, but stored: ${place}`];
  }
  const told = placeOf(verdict.job, verdict.row);
  return place === told ? [] : [`${position} is loaded by ${told}, but stored: ${place ?? 'no'}`];
}

/** A rejection by the target carries the target's own words for this very row. */
function judgeErrors(verdict: Verdict, { tenant, seeded }: Ran): string[] {
  if (verdict.verdict !== 'rejected' || verdict.by !== 'target') return [];
  const { position, job, row, errors } = verdict;
  // Where errors have another shape, the words of a file that was refused are others as well.
  if (job === undefined || row === undefined || seeded.knobs.errorShape !== undefined) return [];
  const truth = [...tenant.rejections(job)].find((one) => one.row === row);
  const words = truth?.problems.map(({ message }) => message) ?? [];
  return errors
    .map(({ message = '' }) => message)
    .filter((message) => !words.includes(message) && !isOfFile(message))
    .map((message) => `${position} is told \`${message}\`, not one of ${JSON.stringify(words)}`);
}

/** A file of one row that is refused as a whole is a refusal of this row. */
function isOfFile(message: string): boolean {
  return /exceeds|more than/.test(message);
}

function judgeRecord(verdict: Verdict): string[] {
  const { position, record } = verdict;
  if (record === undefined || Number(record['n']) === position) return [];
  return [`the record of ${position} is told as ${JSON.stringify(record)}`];
}

function placeOf(job: string | undefined, row: number): string {
  return `job ${job}, row ${row}`;
}
