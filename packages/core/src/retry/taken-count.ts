import { RowferryError } from '../contract/errors.ts';
import type { Spooled } from '../contract/run-info.ts';

/** Counts what a retry takes and leaves out. */
export type Count = { -readonly [name in keyof Spooled]: number };

export function newCount(): Count {
  return { records: 0, withoutRecord: 0, notFinite: 0, unproven: 0 };
}

/** The error of a retry that would move nothing; it says why. */
export function nothingTaken(runDir: string, count: Spooled): RowferryError {
  const { withoutRecord, notFinite, unproven } = count;
  const counted = (number: number, one: string, many: string) =>
    number === 0 ? [] : [`${number} ${number === 1 ? one : many}`];
  const reasons = [
    ...counted(
      withoutRecord,
      'rejected line has no record: add `record` to it in a copy of rejected.jsonl',
      'rejected lines have no record: add `record` to them in a copy of rejected.jsonl',
    ),
    ...counted(
      notFinite,
      'rejected record has NaN or an infinity, or an invalid date, which JSON cannot express: write its value into a copy of rejected.jsonl',
      'rejected records have NaN or an infinity, or an invalid date, which JSON cannot express: write their values into a copy of rejected.jsonl',
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
