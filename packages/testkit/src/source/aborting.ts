import { fail, ok, rejects, strictEqual } from 'node:assert/strict';
import type { Batch } from '@rowferry/core';
import type { Rule } from '../rule.ts';
import { open } from './reading.ts';
import type { SourceSubject } from './subject.ts';

/** What an abort does: a quiet end would look like a source that has no more. */
export const ABORTING: readonly Rule<SourceSubject>[] = [
  {
    name: 'abort-before',
    promise: "rejects the first pull with the signal's reason, if it was aborted before",
    async check({ source, patienceMs }) {
      const reason = new Error('enough');
      const { pull } = open(await source(), patienceMs, AbortSignal.abort(reason));
      await rejectsWith(pull(), reason);
    },
  },
  {
    name: 'abort-between',
    promise: "rejects the pull after an abort with the signal's reason",
    async check({ source, patienceMs }) {
      const reason = new Error('enough');
      const control = new AbortController();
      const { pull } = open(await source(), patienceMs, control.signal);
      ok((await pull()) !== undefined, 'the content is too short to be aborted');
      control.abort(reason);
      await rejectsWith(pull(), reason);
    },
  },
  {
    name: 'abort-during',
    promise: "rejects a pull that is under way, or the next, with the signal's reason",
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
        strictEqual(error, reason);
        return;
      }
      if (batch === undefined) fail('the source ended quietly at the abort');
      await rejectsWith(pull(), reason);
    },
  },
];

async function rejectsWith(pulling: Promise<Batch | undefined>, reason: Error): Promise<void> {
  await rejects(pulling, (error) => {
    strictEqual(error, reason);
    return true;
  });
}
