import { fail } from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { RowferryError } from '@rowferry/core';
import { highest, settled } from '../counting.ts';
import { eventually } from '../patience.ts';
import { must, type Rule } from '../rule.ts';
import { open, type Pulled } from './pulled.ts';
import type { SourceSubject } from './subject.ts';

/** Rules about when a source opens resources, how far it reads ahead, and when it releases resources. */
export const RELEASING: readonly Rule<SourceSubject>[] = [
  {
    name: 'lazy',
    promise: 'reads nothing and does not fail before the first pull',
    async check(subject) {
      const { source, failing, held, ahead, patienceMs } = subject;
      const { signal } = new AbortController();
      const before = await heldBefore(subject);
      for (const make of [source, failing]) {
        const pulled = make && open(await make(), patienceMs, signal);
        const count = async () => ((await held?.()) ?? 0) + ((await ahead?.taken()) ?? 0);
        const now = await settled(count, before);
        must(now <= before, 'something is open or taken before the first pull');
        await pulled?.leave().catch(() => {});
      }
    },
  },
  {
    name: 'back-pressure',
    promise: 'reads no further ahead of a slow reader than `ahead.max`',
    applies: ({ ahead }) => ahead !== undefined,
    async check({ source, ahead = { taken: () => 0, max: 0 }, patienceMs }) {
      const { taken, max } = ahead;
      const { signal } = new AbortController();
      const { pull } = open(await source(), patienceMs, signal);
      await pull();
      const first = await settled(taken, max);
      must(first > 0, '`taken` is still 0 after a batch was yielded');
      must(first <= max, `${first} taken after one batch was yielded; expected at most ${max}`);
      let most = first;
      while ((await pull()) !== undefined) most = Math.max(most, await taken());
      must(
        most > max,
        `the content is too short for this rule: ${most} taken in total, ${max} allowed ahead`,
      );
    },
  },
  {
    name: 'end-releases',
    promise: 'has released everything when it ends',
    async check(subject) {
      const before = await heldBefore(subject);
      const { signal } = new AbortController();
      const { pull } = open(await subject.source(), subject.patienceMs, signal);
      while ((await pull()) !== undefined);
      await released(subject, before, 'the end', signal);
    },
  },
  {
    name: 'early-return',
    promise: 'has released everything after an early return, and yields nothing more',
    async check(subject) {
      const before = await heldBefore(subject);
      const { signal } = new AbortController();
      const pulled = open(await subject.source(), subject.patienceMs, signal);
      await pullUntilHeld(pulled, before, subject);
      await pulled.leave();
      await released(subject, before, 'an early return', signal);
      must((await pulled.pull()) === undefined, 'a batch came after `return`');
    },
  },
  {
    name: 'abort-releases',
    promise: 'releases everything after an abort, even without another pull',
    applies: ({ held }) => held !== undefined,
    async check(subject) {
      const before = await heldBefore(subject);
      const control = new AbortController();
      const pulled = open(await subject.source(), subject.patienceMs, control.signal);
      await pullUntilHeld(pulled, before, subject);
      control.abort(new Error('enough'));
      try {
        await released(subject, before, 'an abort');
      } finally {
        await pulled.leave().catch(() => {});
      }
    },
  },
  {
    name: 'failure',
    promise: 'fails once, with a `RowferryError`, and then has ended',
    applies: ({ failing }) => failing !== undefined,
    async check({ source, failing = source, patienceMs }) {
      const { signal } = new AbortController();
      const { pull } = open(await failing(), patienceMs, signal);
      const error = await failureOf(pull);
      must(error instanceof RowferryError, `expected a RowferryError, got ${String(error)}`);
      const after = await pull().catch((again: unknown) => again);
      must(
        after === undefined,
        `the pull after the failure returned ${String(after)}; expected the end`,
      );
    },
  },
  {
    name: 'failure-releases',
    promise: 'has released everything when it fails',
    applies: ({ failing }) => failing !== undefined,
    async check(subject) {
      const before = await heldBefore(subject);
      const { source, failing = source, held = () => 0, patienceMs } = subject;
      const { signal } = new AbortController();
      const { pull } = open(await failing(), patienceMs, signal);
      let most = before;
      await failureOf(async () => {
        const pulling = pull();
        most = Math.max(most, await highest(held, pulling));
        return await pulling;
      });
      must(subject.held === undefined || most > before, NOTHING_OPEN);
      await released(subject, before, 'the failure', signal);
    },
  },
];

const NOTHING_OPEN =
  '`held` counted nothing before the failure: let `failing` make a source that fails in the ' +
  'middle, such as one that reads a truncated file';

/** Pulls to the end and returns the error. */
async function failureOf(pull: Pulled['pull']): Promise<unknown> {
  try {
    while ((await pull()) !== undefined);
  } catch (error) {
    return error;
  }
  fail('the source made by `failing` did not fail');
}

/** Counts what earlier rules left open, so that it does not count against this rule. */
export async function heldBefore({ held = () => 0 }: SourceSubject): Promise<number> {
  return await settled(held, Number.POSITIVE_INFINITY);
}

/** Fails if `held` never rises: a counter that sees nothing would make the rule pass without a check. */
async function pullUntilHeld(
  { pull }: Pulled,
  before: number,
  { held }: SourceSubject,
): Promise<void> {
  const message =
    before === 0
      ? '`held` counts nothing while the source is read'
      : `\`held\` does not rise while the source is read: an earlier read left ${before} open`;
  for (;;) {
    must((await pull()) !== undefined, message);
    if (held === undefined || (await held()) > before) return;
  }
}

/** Fails if something is still open after a moment, or listens to the signal. */
export async function released(
  { held = () => 0, patienceMs }: SourceSubject,
  before: number,
  after: string,
  signal?: AbortSignal,
): Promise<void> {
  await eventually(
    patienceMs,
    async () => (await held()) <= before,
    async () => `${(await held()) - before} still open after ${after}`,
  );
  if (signal === undefined) return;
  const listeners = () => getEventListeners(signal, 'abort').length;
  await eventually(
    patienceMs,
    () => listeners() === 0,
    () => `${listeners()} listeners still on the signal after ${after}`,
  );
}
