import { isDiskFull } from '../run/ending.ts';
import { RUN_DIR, type RunResult } from '../run/run-result.ts';
import { judgeCounts } from './judge-counts.ts';
import { judgeDuplicates } from './judge-duplicates.ts';
import { judgeFiles } from './judge-files.ts';
import { judgeJobs } from './judge-jobs.ts';
import { judgeJournal } from './judge-journal.ts';
import { judgeProcesses } from './judge-processes.ts';
import { judgeUnresolved } from './judge-unresolved.ts';
import { judgeVerdicts } from './judge-verdicts.ts';

/** A description of each fault of a run; empty if it kept every promise. */
export function judge(result: RunResult): string[] {
  const { ending, mishaps } = result;
  const faults = [
    ...mishaps,
    ...judgeProcesses(result),
    ...judgeVerdicts(result),
    ...judgeDuplicates(result),
    ...judgeUnresolved(result),
  ];
  if (ending.status === 'hung' || ending.status === 'threw' || ending.status === 'refused') {
    return faults;
  }
  if (isDiskFull(result) && !result.files.get(`${RUN_DIR}/summary.json`)?.length) return faults;
  const judges = [judgeCounts, judgeFiles, judgeJournal, judgeJobs];
  return [...faults, ...judges.flatMap((one) => one(result))];
}
