import type { PositionSet } from './position-set.ts';
import type { ResultLine } from './result-line.ts';

/** What is wrong with a line, and what to do. */
export function faultOf(line: ResultLine, own: PositionSet, seen: PositionSet): string | undefined {
  const { position, by, errors, reason } = line;
  if (by === undefined && errors === undefined && reason !== undefined) {
    return 'is unresolved: its record may be stored. Unresolved records that are proven absent are moved anyway; remove the line, then retry';
  }
  if (!Number.isSafeInteger(position) || typeof by !== 'string' || !Array.isArray(errors)) {
    return 'is not a line of a `rejected.jsonl`: expected `position`, `by` and `errors` as the run wrote them; change only `record`, then retry';
  }
  if (!own.has(position as number)) {
    return `has position ${position}, which this run did not reject; remove the line, then retry`;
  }
  if (seen.has(position as number)) {
    return `has position ${position}, as an earlier line does; remove one of them, then retry`;
  }
  return undefined;
}
