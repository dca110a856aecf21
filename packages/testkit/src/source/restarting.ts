import { isDeepStrictEqual } from 'node:util';
import { must, type Rule } from '../rule.ts';
import { readAll } from './reading.ts';
import { sameReading } from './same-reading.ts';
import type { SourceSubject } from './subject.ts';

/** Rules about checkpoints. Each restart uses a new source, as a new process does. */
export const RESTARTING: readonly Rule<SourceSubject>[] = [
  {
    name: 'no-checkpoint',
    promise: 'has no checkpoints, since it cannot restart',
    applies: ({ restarts }) => !restarts,
    async check({ source, patienceMs }) {
      const { checkpoints } = await readAll(await source(), patienceMs);
      must(checkpoints.length === 0, 'batches have checkpoints: leave out `restarts`');
    },
  },
  {
    name: 'checkpoint-json',
    promise: 'has checkpoints that JSON preserves',
    applies: ({ restarts }) => restarts,
    async check({ source, patienceMs }) {
      for (const { value } of (await readAll(await source(), patienceMs)).checkpoints) {
        must(isKeptByJson(value), 'a checkpoint changes when it is written as JSON and parsed');
      }
    },
  },
  {
    name: 'restart',
    promise: 'yields the same remaining records after every checkpoint, from a new source',
    applies: ({ restarts }) => restarts,
    async check({ source, patienceMs }) {
      const whole = await readAll(await source(), patienceMs);
      must(whole.checkpoints.length > 0, 'no batch has a checkpoint: set `restarts: false`');
      for (const { value, before } of whole.checkpoints) {
        const rest = await readAll(await source(), patienceMs, value);
        const where = `a restart after ${before} records`;
        sameReading(rest.records, whole.records.slice(before), where);
        const [next] = rest.checkpoints;
        if (next === undefined) continue;
        const again = await readAll(await source(), patienceMs, next.value);
        const from = before + next.before;
        sameReading(again.records, whole.records.slice(from), `${where}, and then after ${from}`);
      }
    },
  },
];

function isKeptByJson(value: unknown): boolean {
  try {
    return isDeepStrictEqual(JSON.parse(JSON.stringify(value)), value);
  } catch {
    return false;
  }
}
