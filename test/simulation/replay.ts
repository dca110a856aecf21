import { caseOf } from './cases/seeded-case.ts';
import { judge } from './judges/judge.ts';
import { excuseOf, leftJobs } from './judges/judge-jobs.ts';
import { codeOf } from './run/ending.ts';
import { type RunOptions, runCase } from './run/run-case.ts';
import type { RunResult } from './run/run-result.ts';

/** One seed, run and judged. */
export interface Judged {
  readonly result: RunResult;
  readonly faults: readonly string[];
  /** How it ended, and other properties worth counting. */
  readonly marks: readonly string[];
}

export async function runSeed(seed: number, options: RunOptions = {}): Promise<Judged> {
  const result = await runCase(caseOf(seed), options);
  const { processes, verdicts } = result;
  const marks = new Set<string>();
  for (const processResult of processes.slice(0, -1))
    marks.add(`not last: ${endingMark(processResult)}`);
  for (const one of verdicts.values()) {
    if (one.outcome === 'unresolved') marks.add(`unresolved ${one.code}`);
    if (one.outcome !== 'rejected') continue;
    for (const { duplicateOf } of one.errors) {
      if (duplicateOf === undefined) continue;
      marks.add(`duplicate in the ${duplicateOf === 'tenant' ? 'tenant' : 'source'}`);
    }
  }
  if (leftJobs(result).length > 0) marks.add(`jobs left: ${excuseOf(result) ?? 'no excuse'}`);
  return { result, faults: faultsOf(result), marks: [`ended: ${endingMark(result)}`, ...marks] };
}

/** A result that a judge cannot read is a fault as well. */
function faultsOf(result: RunResult): string[] {
  try {
    return judge(result);
  } catch (error) {
    return [`cannot be judged: ${error instanceof Error ? error.stack : String(error)}`];
  }
}

function endingMark(processResult: Pick<RunResult, 'ending'>): string {
  return [processResult.ending.status, codeOf(processResult)]
    .filter((word) => word !== undefined)
    .join(' ');
}

/** Returns the command that runs one seed again and prints what it did. */
export function replayOf(seed: number): string {
  return `npm run simulate:seeds -- --seed ${seed} --count 1 --trace`;
}
