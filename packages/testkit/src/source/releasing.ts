import { fail } from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { RowferryError } from '@rowferry/core';
import { eventually, highest, settled } from '../patience.ts';
import { must, type Rule } from '../rule.ts';
import { open, type Pulled } from './reading.ts';
import type { SourceSubject } from './subject.ts';

/** When a source takes what it needs, how much, and when it gives that back. */
export const RELEASING: readonly Rule<SourceSubject>[] = [
  {
    name: 'lazy',
    promise: 'reads nothing before the first pull, and fails not before it',
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
    promise: 'reads no further ahead of a slow reader than it says',
    applies: ({ ahead }) => ahead !== undefined,
    async check({ source, ahead = { taken: () => 0, max: 0 }, patienceMs }) {
      const { taken, max } = ahead;
      const { signal } = new AbortController();
      const { pull } = open(await source(), patienceMs, signal);
      await pull();
      const first = await settled(taken, max);
      must(first > 0, '`taken` counts nothing when a batch was handed on');
      must(first <= max, `${first} was taken when one batch was handed on; expected up to ${max}`);
      let most = first;
      while ((await pull()) !== undefined) most = Math.max(most, await taken());
      must(most > max, `the content is too short to tell: ${most} in all, and ${max} may be ahead`);
    },
  },
  {
    name: 'end-releases',
    promise: 'has released all when it ends',
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
    promise: 'has released all when it is left early, and gives nothing more',
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
    promise: 'releases all at an abort, even if nobody pulls again',
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
    promise: 'fails once, with a `RowferryError`, and has ended then',
    applies: ({ failing }) => failing !== undefined,
    async check({ source, failing = source, patienceMs }) {
      const { signal } = new AbortController();
      const { pull } = open(await failing(), patienceMs, signal);
      const error = await failureOf(pull);
      must(error instanceof RowferryError, `expected a RowferryError, got ${String(error)}`);
      const after = await pull().catch((again: unknown) => again);
      must(
        after === undefined,
        `the pull after the failure gave ${String(after)}; expected the end`,
      );
    },
  },
  {
    name: 'failure-releases',
    promise: 'has released all when it fails',
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
      must(subject.held === undefined || most > before, NOTHING_HELD);
      await released(subject, before, 'the failure', signal);
    },
  },
];

const NOTHING_HELD =
  '`held` counted nothing before the failure: let `failing` make a source that fails in the ' +
  'middle, such as one of a file cut short';

/** What the read that is pulled to its end fails with. */
async function failureOf(pull: Pulled['pull']): Promise<unknown> {
  try {
    while ((await pull()) !== undefined);
  } catch (error) {
    return error;
  }
  fail('the source that is to fail was read to its end');
}

/** What another rule has left open is not held against this one. */
async function heldBefore({ held = () => 0 }: SourceSubject): Promise<number> {
  return await settled(held, Number.POSITIVE_INFINITY);
}

/** A probe that sees nothing while a source is read would prove nothing either. */
async function pullUntilHeld(
  { pull }: Pulled,
  before: number,
  { held }: SourceSubject,
): Promise<void> {
  const complaint =
    before === 0
      ? '`held` counts nothing while the source is read'
      : `\`held\` counts no more while the source is read: an earlier read left ${before} open`;
  for (;;) {
    must((await pull()) !== undefined, complaint);
    if (held === undefined || (await held()) > before) return;
  }
}

/** Some things are closed a moment after they were told to. */
async function released(
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
