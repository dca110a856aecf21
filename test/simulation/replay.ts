import { caseOf } from './cases/seeded-case.ts';
import { judge } from './judges/judge.ts';
import { excuseOf, leftJobs } from './judges/judge-jobs.ts';
import { codeOf } from './run/ending.ts';
import type { Ran } from './run/ran.ts';
import { type RunOptions, runCase } from './run/run-case.ts';

/** One seed, run and judged. */
export interface Judged {
  readonly ran: Ran;
  readonly faults: readonly string[];
  /** How it ended, and what is worth counting of it. */
  readonly marks: readonly string[];
}

export async function runSeed(seed: number, options: RunOptions = {}): Promise<Judged> {
  const ran = await runCase(caseOf(seed), options);
  const { lives, verdicts } = ran;
  const marks = new Set<string>();
  for (const lived of lives.slice(0, -1)) marks.add(`not last: ${endingMark(lived)}`);
  for (const one of verdicts.values()) {
    if (one.verdict === 'unresolved') marks.add(`unresolved ${one.code}`);
  }
  if (leftJobs(ran).length > 0) marks.add(`jobs left: ${excuseOf(ran) ?? 'no excuse'}`);
  return { ran, faults: faultsOf(ran), marks: [`ended: ${endingMark(ran)}`, ...marks] };
}

/** What a judge cannot even read is a fault as well. */
function faultsOf(ran: Ran): string[] {
  try {
    return judge(ran);
  } catch (error) {
    return [`cannot be judged: ${error instanceof Error ? error.stack : String(error)}`];
  }
}

function endingMark(lived: Pick<Ran, 'ending'>): string {
  return [lived.ending.status, codeOf(lived)].filter((word) => word !== undefined).join(' ');
}

/** The command that runs one seed again and prints what it did. */
export function replayOf(seed: number): string {
  return `npm run simulate:seeds -- --seed ${seed} --count 1 --trace`;
}
