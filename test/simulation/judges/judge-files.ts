import type { Verdict } from '@rowferry/core';
import { isDiskFull, isEndHookBroken } from '../run/ending.ts';
import { summaryOf, textIn } from '../run/run-files.ts';
import { RUN_DIR, type RunResult } from '../run/run-result.ts';
import { positionsOf, storedIn } from './stored.ts';

const RESULTS = ['rejected', 'unresolved'] as const;
type Result = (typeof RESULTS)[number];

/** Compares the files that a run leaves with its verdicts. */
export function judgeFiles(result: RunResult): string[] {
  const faults = judgeSummary(result);
  const { verdicts } = result;
  const stored = storedPositionsIn(result);
  const found = new Map<number, Result>();
  for (const name of RESULTS) {
    const positions = positionsIn(result, name, faults);
    for (const position of positions) {
      if (found.has(position)) faults.push(`${position} is in the result files twice`);
      found.set(position, name);
      const reported = verdicts.get(position)?.outcome ?? name;
      if (reported !== name)
        faults.push(`${position} is in ${name}.jsonl, but its verdict is ${reported}`);
      if (name === 'rejected' && stored.has(position)) {
        faults.push(`${position} is in rejected.jsonl, but is stored`);
      }
    }
    const counted = summaryOf(result)?.records[name];
    if (result.ending.status === 'completed' && counted !== positions.length) {
      faults.push(`${name}.jsonl has ${positions.length} lines, ${counted} are counted`);
    }
  }
  for (const { position, outcome } of verdicts.values()) {
    if (isResult(outcome) && found.get(position) !== outcome) {
      faults.push(`${position} is ${outcome}, but not in its file`);
    }
  }
  const chunks = [...result.files.keys()].filter((path) => path.startsWith(`${RUN_DIR}/chunks/`));
  if (result.ending.status === 'completed' && chunks.length > 0) {
    faults.push(`completed, but left ${chunks.join(', ')}`);
  }
  return faults;
}

/** The positions of stored records, except those that occur twice: which one was stored cannot be known. */
function storedPositionsIn(result: RunResult): ReadonlySet<number> {
  const stored = storedIn(result);
  const once = [...positionsOf(result)].filter(([n, all]) => stored.has(n) && all.length === 1);
  return new Set(once.flatMap(([, positions]) => positions));
}

function judgeSummary(result: RunResult): string[] {
  const written = summaryOf(result);
  if (written === undefined) return !isDiskFull(result) ? ['there is no summary.json'] : [];
  const { summary } = result.ending;
  if (isEndHookBroken(result)) return [];
  if (summary === undefined || JSON.stringify(written) === JSON.stringify(summary)) return [];
  return ['summary.json differs from the summary that was returned'];
}

/** The positions in a result file; a full disk may have torn its last line. */
function positionsIn(result: RunResult, name: Result, faults: string[]): number[] {
  const text = textIn(result, `${name}.jsonl`);
  if (text === undefined) {
    if (!isDiskFull(result)) faults.push(`there is no ${name}.jsonl`);
    return [];
  }
  return text
    .split('\n')
    .slice(0, -1)
    .flatMap((line) => {
      try {
        return [Number(JSON.parse(line).position)];
      } catch {
        if (!isDiskFull(result)) faults.push(`${name}.jsonl has a line that is not JSON`);
        return [];
      }
    });
}

function isResult(outcome: Verdict['outcome']): outcome is Result {
  return outcome === 'rejected' || outcome === 'unresolved';
}
