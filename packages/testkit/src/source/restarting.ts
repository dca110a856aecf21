import { isDeepStrictEqual } from 'node:util';
import { must, type Rule } from '../rule.ts';
import { readAll, sameTold } from './reading.ts';
import type { SourceSubject } from './subject.ts';

/** What checkpoints are good for. Each restart has a source of its own, as a new process has. */
export const RESTARTING: readonly Rule<SourceSubject>[] = [
  {
    name: 'no-checkpoint',
    promise: 'carries no checkpoint, since it cannot restart',
    applies: ({ restarts }) => !restarts,
    async check({ source, patienceMs }) {
      const { checkpoints } = await readAll(await source(), patienceMs);
      must(checkpoints.length === 0, 'batches carry checkpoints: leave `restarts` out');
    },
  },
  {
    name: 'checkpoint-json',
    promise: 'carries checkpoints that JSON can keep',
    applies: ({ restarts }) => restarts,
    async check({ source, patienceMs }) {
      for (const { value } of (await readAll(await source(), patienceMs)).checkpoints) {
        must(isKeptByJson(value), 'a checkpoint is not the same once it was written as JSON');
      }
    },
  },
  {
    name: 'restart',
    promise: 'gives the same rest behind every checkpoint, from a source made anew',
    applies: ({ restarts }) => restarts,
    async check({ source, patienceMs }) {
      const whole = await readAll(await source(), patienceMs);
      must(whole.checkpoints.length > 0, 'no batch carries a checkpoint: say `restarts: false`');
      for (const { value, behind } of whole.checkpoints) {
        const rest = await readAll(await source(), patienceMs, value);
        const where = `a restart behind ${behind} records`;
        sameTold(rest.told, whole.told.slice(behind), where);
        const [next] = rest.checkpoints;
        if (next === undefined) continue;
        const again = await readAll(await source(), patienceMs, next.value);
        const from = behind + next.behind;
        sameTold(again.told, whole.told.slice(from), `${where}, and then behind ${from}`);
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
