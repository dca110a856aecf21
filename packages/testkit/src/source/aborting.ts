import { fail } from 'node:assert/strict';
import type { Batch } from '@rowferry/core';
import { must, type Rule } from '../rule.ts';
import { open } from './pulled.ts';
import type { SourceSubject } from './subject.ts';

/** Rules about aborts. A source that just ended would look like one without more records. */
export const ABORTING: readonly Rule<SourceSubject>[] = [
  {
    name: 'abort-before',
    promise: "rejects the first pull with the signal's reason if the signal is already aborted",
    async check({ source, patienceMs }) {
      const reason = new Error('enough');
      const { pull } = open(await source(), patienceMs, AbortSignal.abort(reason));
      await rejectsWith(pull(), reason, 'the first pull');
    },
  },
  {
    name: 'abort-between',
    promise: "rejects the pull after an abort with the signal's reason",
    async check({ source, patienceMs }) {
      const reason = new Error('enough');
      const control = new AbortController();
      const { pull } = open(await source(), patienceMs, control.signal);
      must(
        (await pull()) !== undefined,
        'the content is too short: the source ended before the abort',
      );
      control.abort(reason);
      await rejectsWith(pull(), reason, 'the pull after the abort');
    },
  },
  {
    name: 'abort-during',
    promise: "rejects a pull in progress, or the next one, with the signal's reason",
    async check({ source, patienceMs }) {
      const reason = new Error('enough');
      const control = new AbortController();
      const { pull } = open(await source(), patienceMs, control.signal);
      const pulling = pull();
      control.abort(reason);
      let batch: Batch | undefined;
      try {
        batch = await pulling;
      } catch (error) {
        isReason(error, reason, 'the pull in progress');
        return;
      }
      must(batch !== undefined, 'the source ended without an error at the abort');
      await rejectsWith(pull(), reason, 'the pull after the abort');
    },
  },
];

async function rejectsWith(
  pulling: Promise<Batch | undefined>,
  reason: Error,
  which: string,
): Promise<void> {
  let batch: Batch | undefined;
  try {
    batch = await pulling;
  } catch (error) {
    isReason(error, reason, which);
    return;
  }
  const outcome = batch === undefined ? 'ended without an error' : 'returned a batch';
  fail(`${which} ${outcome}; it must reject with the signal's reason`);
}

function isReason(error: unknown, reason: Error, which: string): void {
  must(error === reason, `${which} rejected with ${String(error)}, not with the signal's reason`);
}
