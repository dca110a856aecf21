import { isDiskFull } from '../run/ending.ts';
import { type Ran, RUN_DIR } from '../run/ran.ts';
import { judgeBooks } from './judge-books.ts';
import { judgeCounts } from './judge-counts.ts';
import { judgeFiles } from './judge-files.ts';
import { judgeJobs } from './judge-jobs.ts';
import { judgeJournal } from './judge-journal.ts';
import { judgeLives } from './judge-lives.ts';
import { judgeUnresolved } from './judge-unresolved.ts';

/** What a run did wrong, in words; empty where it kept every promise. */
export function judge(ran: Ran): string[] {
  const { ending, mishaps } = ran;
  const faults = [...mishaps, ...judgeLives(ran), ...judgeBooks(ran), ...judgeUnresolved(ran)];
  if (ending.status === 'hung' || ending.status === 'threw' || ending.status === 'refused') {
    return faults;
  }
  if (isDiskFull(ran) && !ran.files.get(`${RUN_DIR}/summary.json`)?.length) return faults;
  const judges = [judgeCounts, judgeFiles, judgeJournal, judgeJobs];
  return [...faults, ...judges.flatMap((one) => one(ran))];
}
