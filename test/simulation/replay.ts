import { codeOf } from './ending.ts';
import { judge } from './judge.ts';
import { excuseOf, leftJobs } from './judge-jobs.ts';
import { type Ran, runCase } from './run-case.ts';
import { caseOf } from './seeded-case.ts';

/** One seed, run and judged. */
export interface Judged {
  readonly ran: Ran;
  readonly faults: readonly string[];
  /** How it ended, and what is worth counting of it. */
  readonly marks: readonly string[];
}

export async function runSeed(seed: number): Promise<Judged> {
  const ran = await runCase(caseOf(seed));
  const doubts = ran.verdicts.flatMap((one) => (one.verdict === 'unresolved' ? [one.code] : []));
  const marks = [
    [ran.ending.status, codeOf(ran)].filter((word) => word !== undefined).join(' '),
    ...[...new Set(doubts)].map((code) => `unresolved ${code}`),
  ];
  if (leftJobs(ran).length > 0) marks.push(`jobs left: ${excuseOf(ran) ?? 'no excuse'}`);
  return { ran, faults: judge(ran), marks };
}

/** The command that runs one seed again and prints what it did. */
export function replayOf(seed: number): string {
  return `npm run simulate:seeds -- --seed ${seed} --count 1 --trace`;
}
