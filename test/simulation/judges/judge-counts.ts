import { codeOf, isDiskFull, isEndHookBroken } from '../run/ending.ts';
import { journalOf } from '../run/run-files.ts';
import type { RunResult } from '../run/run-result.ts';

/** Compares the summary with the verdicts that plugins were notified of. */
export function judgeCounts(result: RunResult): string[] {
  const { verdicts, items, ending } = result;
  const faults: string[] = [];
  if (ending.summary === undefined) return faults;
  const { read, skipped, loaded, rejected, unresolved } = ending.summary.records;
  const sum = skipped + loaded + rejected + unresolved;
  if (sum < verdicts.size)
    faults.push(`plugins were notified of ${verdicts.size} verdicts, but ${sum} are counted`);
  if (read < sum) faults.push(`${sum} records have a verdict, but ${read} were read`);
  if (!mayNotifyFewer(result) && sum > verdicts.size) {
    faults.push(`${sum} verdicts are counted, but plugins were notified of ${verdicts.size}`);
  }
  if (ending.status === 'completed') {
    if (read !== items.length) faults.push(`${read} of ${items.length} records were read`);
    if (sum !== read) faults.push(`completed, but ${sum} of ${read} records have a verdict`);
    faults.push(...judgeJobs(result));
  }
  // A fault after the journal says that the run has ended does not change its status.
  const last = journalOf(result).entries.at(-1);
  const isOver = last?.type === 'ended-run' && last.status === 'completed';
  const mayEndLater = isEndHookBroken(result) || (isDiskFull(result) && isOver);
  if (!mayEndLater && ending.summary.status !== ending.status) {
    faults.push(
      `${ending.status} by ${codeOf(result)}, but the summary says ${ending.summary.status}`,
    );
  }
  return faults;
}

/** Verdicts that are settled on disk, but of which plugins were not notified; a resume notifies them. */
function mayNotifyFewer({ ending, seeded, abortedAt, processes }: RunResult): boolean {
  if (ending.status === 'completed') return false;
  const isBroken = seeded.hooks.throws?.hook === 'onVerdicts' || seeded.disk.full !== undefined;
  return isBroken || abortedAt !== undefined || processes.length > 1;
}

function judgeJobs(result: RunResult): string[] {
  const total = result.ending.summary?.jobs.total;
  const created = journalOf(result).entries.filter(({ type }) => type === 'created').length;
  return total === created ? [] : [`${created} jobs were created, but ${total} are counted`];
}
