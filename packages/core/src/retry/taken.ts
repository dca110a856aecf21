import { join } from 'node:path';
import { valueFits } from '../attribution/echo.ts';
import { RowferryError } from '../contract/errors.ts';
import type { Spooled } from '../contract/plugin.ts';
import type { Disk } from '../host/disk.ts';
import { lookUp } from '../jobs/look-up.ts';
import type { Requests } from '../jobs/requests.ts';
import type { ParentRun } from '../run-directory/description.ts';
import { editedLines } from './edited.ts';
import { isLossy, type ResultLine, resultLines } from './result-lines.ts';

/** How it is proven that an unresolved record was not stored; absent if nothing proves it. */
export interface AbsenceProof {
  readonly requests: Requests;
  /** A column that the target keeps unique. */
  readonly key: string;
}

/** Finds the proof when it is needed: this may read a definition, and wait. */
export type Prove = () => Promise<AbsenceProof | undefined>;

/** Counts what a retry takes and leaves out. */
export type Count = { -readonly [name in keyof Spooled]: number };

export function newCount(): Count {
  return { records: 0, withoutRecord: 0, notFinite: 0, unproven: 0 };
}

/**
 * The lines that a retry takes, some at a time: all that were rejected, and of those that are
 * unresolved the ones that are proven absent.
 */
export async function* takenLines(
  disk: Disk,
  parent: ParentRun,
  prove: Prove,
  count: Count,
): AsyncGenerator<readonly ResultLine[]> {
  const rejected = join(parent.runDir, 'rejected.jsonl');
  const all =
    parent.rejected === undefined
      ? resultLines(disk, rejected)
      : editedLines(disk, parent.rejected, rejected);
  for await (const numbered of all) {
    const withRecord = numbered.filter(({ line }) => line.record !== undefined);
    const whole = withRecord.filter(({ line, isLost = isLossy(line) }) => !isLost);
    count.records += whole.length;
    count.withoutRecord += numbered.length - withRecord.length;
    count.notFinite += withRecord.length - whole.length;
    yield whole.map(({ line }) => line);
  }
  const proof = await prove();
  for await (const numbered of resultLines(disk, join(parent.runDir, 'unresolved.jsonl'))) {
    const lines = numbered.map(({ line }) => line);
    const absent = proof === undefined ? [] : await absentOf(lines, proof);
    count.records += absent.length;
    count.unproven += lines.length - absent.length;
    yield absent;
  }
}

/** The error of a retry that would move nothing; it says why. */
export function nothingTaken(runDir: string, count: Spooled): RowferryError {
  const { withoutRecord, notFinite, unproven } = count;
  const counted = (number: number, one: string, many: string) =>
    number === 0 ? [] : [`${number} ${number === 1 ? one : many}`];
  const reasons = [
    ...counted(withoutRecord, 'rejected line has no record', 'rejected lines have no record'),
    ...counted(
      notFinite,
      'rejected record has NaN or an infinity, which JSON cannot express: write its value into a copy of rejected.jsonl',
      'rejected records have NaN or an infinity, which JSON cannot express: write their values into a copy of rejected.jsonl',
    ),
    ...counted(
      unproven,
      'unresolved record is not proven absent: look it up in the target',
      'unresolved records are not proven absent: look them up in the target',
    ),
  ];
  const why = reasons.join('; ') || 'nothing was rejected and nothing is unresolved';
  return new RowferryError(
    'RETRY_REFUSED',
    `nothing of ${runDir} can be moved again: ${why}; the run can still be retried`,
  );
}

async function absentOf(
  lines: readonly ResultLine[],
  { key, requests }: AbsenceProof,
): Promise<ResultLine[]> {
  const keyed = lines.filter((line) => line.key !== undefined && line.key !== '');
  const there = new Set<string>();
  const keys = [...new Set(keyed.map((line) => line.key as string))];
  const refused = await lookUp(key, keys, requests, (asked, records) => {
    for (const one of asked) {
      if (records.some((record) => valueFits(record[key], one, undefined))) there.add(one);
    }
  });
  return keyed.filter((line) => !there.has(line.key as string) && !refused.has(line.key as string));
}
