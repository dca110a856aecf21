import { codeOf, isEndHookBroken } from './ending.ts';
import type { Ran } from './run-case.ts';

/** Holds the summary against the verdicts that were told. */
export function judgeCounts(ran: Ran): string[] {
  const { verdicts, records, seeded, ending } = ran;
  const told = new Set(verdicts.map(({ position }) => position));
  const faults: string[] = [];
  if (told.size < verdicts.length) faults.push('a verdict was told twice');
  if (ending.summary === undefined) return faults;
  const { read, skipped, loaded, rejected, unresolved } = ending.summary.records;
  const sum = skipped + loaded + rejected + unresolved;
  if (sum < told.size) faults.push(`${told.size} verdicts were told, ${sum} are counted`);
  if (read < sum) faults.push(`${sum} records have a verdict, but ${read} were read`);
  // Settled on the disk, and then nobody could be told.
  const mayTellLess =
    seeded.hooks.throws?.hook === 'onVerdicts' || seeded.diskFailsAt !== undefined;
  if (!mayTellLess && ran.abortedAt === undefined && sum > told.size) {
    faults.push(`${sum} verdicts are counted, ${told.size} were told`);
  }
  if (ending.status === 'completed') {
    if (read !== records.length) faults.push(`${read} of ${records.length} records were read`);
    if (sum !== read) faults.push(`completed, but ${sum} of ${read} records have a verdict`);
    if (told.size !== records.length) faults.push(`completed, but ${told.size} verdicts were told`);
  }
  // What goes wrong once the summary is written cannot change it.
  const mayEndLater = isEndHookBroken(ran) || seeded.diskFailsAt !== undefined;
  if (!mayEndLater && ending.summary.status !== ending.status) {
    faults.push(`${ending.status} by ${codeOf(ran)}, but told as ${ending.summary.status}`);
  }
  return faults;
}
