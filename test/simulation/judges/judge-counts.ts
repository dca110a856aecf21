import { codeOf, isDiskFull, isEndHookBroken } from '../run/ending.ts';
import type { Ran } from '../run/ran.ts';
import { journalOf } from '../run/run-files.ts';

/** Holds the summary against the verdicts that were told. */
export function judgeCounts(ran: Ran): string[] {
  const { verdicts, items, ending } = ran;
  const faults: string[] = [];
  if (ending.summary === undefined) return faults;
  const { read, skipped, loaded, rejected, unresolved } = ending.summary.records;
  const sum = skipped + loaded + rejected + unresolved;
  if (sum < verdicts.size) faults.push(`${verdicts.size} verdicts were told, ${sum} are counted`);
  if (read < sum) faults.push(`${sum} records have a verdict, but ${read} were read`);
  if (!mayTellLess(ran) && sum > verdicts.size) {
    faults.push(`${sum} verdicts are counted, ${verdicts.size} were told`);
  }
  if (ending.status === 'completed') {
    if (read !== items.length) faults.push(`${read} of ${items.length} records were read`);
    if (sum !== read) faults.push(`completed, but ${sum} of ${read} records have a verdict`);
    faults.push(...judgeJobs(ran));
  }
  // What goes wrong once the journal says that the run is over cannot change that.
  const last = journalOf(ran).entries.at(-1);
  const isOver = last?.type === 'ended-run' && last.status === 'completed';
  const mayEndLater = isEndHookBroken(ran) || (isDiskFull(ran) && isOver);
  if (!mayEndLater && ending.summary.status !== ending.status) {
    faults.push(`${ending.status} by ${codeOf(ran)}, but told as ${ending.summary.status}`);
  }
  return faults;
}

/** Settled on the disk, and then nobody could be told: a resume tells it. */
function mayTellLess({ ending, seeded, abortedAt, lives }: Ran): boolean {
  if (ending.status === 'completed') return false;
  const isBroken = seeded.hooks.throws?.hook === 'onVerdicts' || seeded.disk.full !== undefined;
  return isBroken || abortedAt !== undefined || lives.length > 1;
}

function judgeJobs(ran: Ran): string[] {
  const total = ran.ending.summary?.jobs.total;
  const created = journalOf(ran).entries.filter(({ type }) => type === 'created').length;
  return total === created ? [] : [`${created} jobs were created, but ${total} are counted`];
}
