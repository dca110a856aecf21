import type { Verdict } from '@rowferry/core';
import { isDiskFull, isEndHookBroken } from '../run/ending.ts';
import { type Ran, RUN_DIR } from '../run/ran.ts';
import { summaryOf, textIn } from '../run/run-files.ts';
import { positionsOf, storedIn } from './stored.ts';

const RESULTS = ['rejected', 'unresolved'] as const;
type Result = (typeof RESULTS)[number];

/** Holds the files that a run leaves behind against its verdicts. */
export function judgeFiles(ran: Ran): string[] {
  const faults = judgeSummary(ran);
  const { verdicts } = ran;
  const stored = storedPositionsIn(ran);
  const found = new Map<number, Result>();
  for (const name of RESULTS) {
    const positions = positionsIn(ran, name, faults);
    for (const position of positions) {
      if (found.has(position)) faults.push(`${position} stands in the result files twice`);
      found.set(position, name);
      const told = verdicts.get(position)?.verdict ?? name;
      if (told !== name) faults.push(`${position} stands in ${name}.jsonl, but was told ${told}`);
      if (name === 'rejected' && stored.has(position)) {
        faults.push(`${position} stands in rejected.jsonl, but is stored`);
      }
    }
    const counted = summaryOf(ran)?.records[name];
    if (ran.ending.status === 'completed' && counted !== positions.length) {
      faults.push(`${name}.jsonl has ${positions.length} lines, ${counted} are counted`);
    }
  }
  for (const { position, verdict } of verdicts.values()) {
    if (isResult(verdict) && found.get(position) !== verdict) {
      faults.push(`${position} is ${verdict}, but not in its file`);
    }
  }
  const chunks = [...ran.files.keys()].filter((path) => path.startsWith(`${RUN_DIR}/chunks/`));
  if (ran.ending.status === 'completed' && chunks.length > 0) {
    faults.push(`completed, but left ${chunks.join(', ')}`);
  }
  return faults;
}

/** The positions of stored records; where a record stands twice, nobody can tell which one was. */
function storedPositionsIn(ran: Ran): ReadonlySet<number> {
  const stored = storedIn(ran);
  const once = [...positionsOf(ran)].filter(([n, all]) => stored.has(n) && all.length === 1);
  return new Set(once.flatMap(([, positions]) => positions));
}

function judgeSummary(ran: Ran): string[] {
  const written = summaryOf(ran);
  if (written === undefined) return !isDiskFull(ran) ? ['there is no summary.json'] : [];
  const { summary } = ran.ending;
  if (isEndHookBroken(ran)) return [];
  if (summary === undefined || JSON.stringify(written) === JSON.stringify(summary)) return [];
  return ['summary.json is another than the summary that was given'];
}

/** The positions in a result file; a full disk may have torn its last line. */
function positionsIn(ran: Ran, name: Result, faults: string[]): number[] {
  const text = textIn(ran, `${name}.jsonl`);
  if (text === undefined) {
    if (!isDiskFull(ran)) faults.push(`there is no ${name}.jsonl`);
    return [];
  }
  return text
    .split('\n')
    .slice(0, -1)
    .flatMap((line) => {
      try {
        return [Number(JSON.parse(line).position)];
      } catch {
        if (!isDiskFull(ran)) faults.push(`${name}.jsonl holds a line that is no JSON`);
        return [];
      }
    });
}

function isResult(verdict: Verdict['verdict']): verdict is Result {
  return verdict === 'rejected' || verdict === 'unresolved';
}
