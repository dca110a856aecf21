import { codeOf } from './ending.ts';
import { judgeBooks } from './judge-books.ts';
import { judgeCounts } from './judge-counts.ts';
import { judgeFiles } from './judge-files.ts';
import { judgeJobs } from './judge-jobs.ts';
import { judgeJournal } from './judge-journal.ts';
import { type Ran, RUN_DIR } from './run-case.ts';

/** What a run did wrong, in words; empty where it kept every promise. */
export function judge(ran: Ran): string[] {
  const { ending, requests, seeded } = ran;
  const faults = mishapsOf(ran);
  if (ending.status === 'hung') return faults;
  // Without a place for its files, a run does not even begin.
  const neverBegan = codeOf(ran) === 'DISK_FAILED' && requests === 0;
  if (ending.status === 'threw') {
    if (!neverBegan) faults.push(`migrate threw ${textOf(ending.error)}`);
    return faults;
  }
  if (seeded.diskFailsAt !== undefined && !ran.files.get(`${RUN_DIR}/summary.json`)?.length) {
    return faults;
  }
  const judges = [judgeBooks, judgeCounts, judgeFiles, judgeJournal, judgeJobs];
  return [...faults, ...judges.flatMap((one) => one(ran))];
}

function mishapsOf({ mishaps, seeded }: Ran): string[] {
  // A full disk may fail the closing of a file as well.
  if (seeded.diskFailsAt === undefined) return [...mishaps];
  return mishaps.filter((mishap) => !/files were open/.test(mishap));
}

function textOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
