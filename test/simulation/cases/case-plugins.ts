import {
  type MaybePromise,
  type Plugin,
  Rejection,
  RowferryError,
  type SourceRecord,
} from '@rowferry/core';
import type { VirtualClock } from '../../world/virtual-clock.ts';
import type { Chance } from '../environment/chance.ts';
import type { Life } from '../environment/life.ts';
import type { Hanging } from './hanging.ts';
import type { Hook, SeededCase } from './seeded-case.ts';

/** A plugin that is slow, skips or rejects records, and throws or hangs once in a run, as the case says. */
export function faultyPluginOf(
  { hooks, hang }: Pick<SeededCase, 'hooks' | 'hang'>,
  calls: { count: number },
  chance: Chance,
  clock: VirtualClock,
  hanging: Hanging,
): Plugin {
  const isBreaking = (hook: Hook) =>
    hooks.throws?.hook === hook && ++calls.count === hooks.throws.nth;
  const disturb = (hook: Hook): MaybePromise<void> => {
    if (isBreaking(hook)) throw new Error(`${hook} broke`);
    const hung = hanging(hook);
    if (hung !== undefined) return hung;
    const isSlow = hooks.delayMs > 0 && chance.is(0.5);
    return isSlow ? clock.sleep(chance.next() * hooks.delayMs) : undefined;
  };
  const plugin: Plugin = {
    name: 'faulty',
    onStart: () => disturb('onStart'),
    onJob: () => disturb('onJob'),
    onVerdicts: () => disturb('onVerdicts'),
    onEnd: () => disturb('onEnd'),
    ...(hang?.place === 'onProgress' && { onProgress: () => hanging('onProgress') }),
  };
  const isTransforming = hooks.transforms || hooks.throws?.hook === 'transform';
  if (!isTransforming && hang?.place !== 'transform') return plugin;
  if (hooks.transforms && chance.is(0.5)) {
    return {
      ...plugin,
      transformBatch(records) {
        if (isBreaking('transform')) throw new Error('transformBatch broke');
        const hung = hanging('transform');
        if (hung !== undefined) return hung;
        return Promise.all(records.map((record) => answerFor(record, clock)));
      },
    };
  }
  return {
    ...plugin,
    transform(record) {
      // Any other error in a transform rejects one record.
      if (isBreaking('transform')) throw new RowferryError('SOURCE_FAILED', 'transform broke');
      const hung = hanging('transform');
      if (hung !== undefined) return hung;
      return hooks.transforms ? transformed(record, clock) : record;
    },
  };
}

/** The same plugin in a process that may die. Then its hooks are no longer called, or never return. */
export function endingWith(plugin: Plugin, life: Life): Plugin {
  const { onStart, transform, transformBatch, onVerdicts, onJob, onProgress, onEnd } = plugin;
  return {
    name: plugin.name,
    ...(onStart && { onStart: (run) => life.call(() => onStart(run)) }),
    ...(transform && { transform: (one, context) => life.call(() => transform(one, context)) }),
    ...(transformBatch && {
      transformBatch: (all, contexts) => life.call(() => transformBatch(all, contexts)),
    }),
    ...(onVerdicts && { onVerdicts: (verdicts) => life.call(() => onVerdicts(verdicts)) }),
    ...(onJob && { onJob: (job) => life.call(() => onJob(job)) }),
    ...(onProgress && { onProgress: (progress) => life.call(() => onProgress(progress)) }),
    ...(onEnd && { onEnd: (end) => life.call(() => onEnd(end)) }),
  };
}

/** The result depends only on the record, since a resumed run must get the same one. */
function transformed(
  record: SourceRecord,
  clock: VirtualClock,
): MaybePromise<SourceRecord | undefined> {
  const share = (Number(record['n']) * 7919) % 100;
  if (share < 8) return undefined;
  if (share < 12) throw new Error('refused');
  if (share < 15) throw new Rejection('MINE', 'refused', 'vin__c');
  if (share < 18) return clock.sleep(5).then(() => undefined);
  if (share < 21) return clock.sleep(5).then(() => Promise.reject(new Error('refused late')));
  return share < 40 ? clock.sleep(3).then(() => record) : record;
}

/** The same for one of a batch. */
async function answerFor(
  record: SourceRecord,
  clock: VirtualClock,
): Promise<SourceRecord | undefined | Error> {
  try {
    return await transformed(record, clock);
  } catch (error) {
    return error as Error;
  }
}
