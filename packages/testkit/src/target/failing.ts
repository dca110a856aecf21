import { deepStrictEqual, equal, rejects, strictEqual } from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Answer, TargetError, type TargetFailure } from '@rowferry/core';
import { within } from '../patience.ts';
import { must, type Rule } from '../rule.ts';
import {
  type MEANINGS,
  type Mishap,
  OPERATIONS,
  type Operation,
  type TargetSubject,
} from './subject.ts';
import { fileOf, prepare, type Tenant, withTenant } from './tenant.ts';

const { signal } = new AbortController();
/** Long enough for a request to be on its way. */
const ABORT_AFTER_MS = 30;
const REFUSED = { answer: 'refused' } as const;

/** Rules about how a target reports failed requests. Core decides by these reports what to do. */
export const FAILING: readonly Rule<TargetSubject>[] = [
  reports('unsent', 'unsent', 'reports `unsent` for a request for which no connection was made'),
  reports(
    'lost',
    'lost',
    'reports `lost` for a request that got no answer, and does not repeat it',
  ),
  reports('cut', 'lost', 'reports `lost` for a request whose answer breaks off'),
  reports('refused', 'refused', 'reports `refused` for a request that was answered with an error'),
  {
    name: 'strange',
    promise: 'reports `lost` for an answer to a change that is neither its result nor an error',
    check: (subject) =>
      forEachOperation(
        subject,
        'strange',
        (send, what) =>
          failsWith(within(subject.patienceMs, send(signal), what), { answer: 'lost' }, what),
        ['create', 'upload', 'cancel'],
      ),
  },
  means('login', 'whose login is refused', OPERATIONS, 'refused'),
  means('rate', 'that comes too often', OPERATIONS, 'refused'),
  means('passing', 'that meets a temporary trouble', OPERATIONS),
  means('full', 'to create a job for which there is no slot', ['create']),
  means('too-large', 'to upload a file that is too large', ['upload'], 'refused'),
  means('lasting', 'that the login may never send', ['create', 'upload'], 'refused'),
  means('other', 'that is refused for a reason of its own', ['create', 'upload'], 'refused'),
  {
    name: 'unknown-job',
    promise: 'reports `refused` and `missing` for a job that does not exist',
    check: (subject) =>
      withTenant(subject, async ({ target, create, all }) => {
        const id = (await create()).id.replace(/./g, (sign) => (/\w/.test(sign) ? '0' : sign));
        const missing = { answer: 'refused', meaning: 'missing' } as const;
        await failsWith(target.get(id, { signal }), missing, '`get`');
        await failsWith(all(target.outcomes(id, { signal })), missing, '`outcomes`');
        await failsWith(target.cancel(id, { signal }), missing, '`cancel`');
      }),
  },
  {
    name: 'one-file',
    promise: 'refuses a second file for a job',
    check: (subject) =>
      withTenant(subject, async ({ target, run }) => {
        const { id } = await run(subject.accepted);
        const file = fileOf(subject.accepted);
        await failsWith(target.upload(id, file, { signal }), REFUSED, 'a second `upload`');
      }),
  },
  {
    name: 'unreadable-file',
    promise: "rejects with the file's own error if reading the file fails",
    check: (subject) =>
      withTenant(subject, async ({ target, create }) => {
        const { id } = await create();
        const broken = new Error('the disk is gone');
        const { sizeBytes } = fileOf(subject.accepted);
        const file = {
          sizeBytes,
          async *open(): AsyncGenerator<Uint8Array> {
            yield Buffer.from(subject.accepted).subarray(0, 1);
            throw broken;
          },
        };
        await rejectsWith(target.upload(id, file, { signal }), broken, '`upload`');
      }),
  },
  {
    name: 'outcomes-stream',
    promise: 'yields errors as they arrive, before the list has ended',
    check: (subject) => withTenant(subject, streams, { operation: 'outcomes', mishap: 'halting' }),
  },
  {
    name: 'abort-before',
    promise: "rejects with the signal's reason if the signal is already aborted, and sends nothing",
    check: (subject) =>
      withTenant(subject, async (tenant) => {
        const reason = new Error('enough');
        const requests = [];
        for (const operation of OPERATIONS) {
          requests.push({ operation, send: await prepare(operation, tenant) });
        }
        const before = await jobsOf(tenant);
        for (const { operation, send } of requests) {
          if (send === undefined) continue;
          await rejectsWith(send(AbortSignal.abort(reason)), reason, `\`${operation}\``);
        }
        deepStrictEqual(await jobsOf(tenant), before, 'an aborted request changed the jobs');
      }),
  },
  {
    name: 'abort-during',
    promise: "rejects with the signal's reason if the signal is aborted during a request",
    check: (subject) =>
      forEachOperation(subject, 'stalled', async (send, what) => {
        const reason = new Error('enough');
        const control = new AbortController();
        const sent = send(control.signal);
        // It may reject before it is awaited.
        sent.catch(() => {});
        await sleep(ABORT_AFTER_MS);
        control.abort(reason);
        await rejectsWith(within(subject.patienceMs, sent, `an aborted ${what}`), reason, what);
      }),
  },
];

/** Every operation must report this mishap as this answer. */
function reports(mishap: Mishap, answer: Answer, promise: string): Rule<TargetSubject> {
  return {
    name: mishap,
    promise,
    check: (subject) =>
      forEachOperation(subject, mishap, (send, what) =>
        failsWith(within(subject.patienceMs, send(signal), what), { answer }, what),
      ),
  };
}

/**
 * These operations must report this meaning, and this answer if one is given: the same trouble may lose an
 * answer or refuse a request, but what core does about a refusal, it does not do about a lost answer.
 */
function means(
  meaning: (typeof MEANINGS)[number],
  which: string,
  operations: readonly Operation[],
  answer?: Answer,
): Rule<TargetSubject> {
  const expected = { ...(answer && { answer }), meaning };
  const both = answer === undefined ? '' : `\`${answer}\` and `;
  return {
    name: meaning,
    promise: `reports ${both}\`${meaning}\` for a request ${which}`,
    check: (subject) =>
      forEachOperation(
        subject,
        meaning,
        (send, what) => failsWith(within(subject.patienceMs, send(signal), what), expected, what),
        operations,
      ),
  };
}

async function forEachOperation(
  subject: TargetSubject,
  mishap: Mishap,
  work: (send: (signal: AbortSignal) => Promise<unknown>, what: string) => Promise<void>,
  operations: readonly Operation[] = OPERATIONS,
): Promise<void> {
  for (const operation of operations) {
    await withTenant(
      subject,
      async (tenant) => {
        const send = await prepare(operation, tenant);
        if (send !== undefined) await work(send, `\`${operation}\``);
      },
      { operation, mishap },
    );
  }
}

async function streams({ target, run, subject }: Tenant): Promise<void> {
  const { id } = await run(subject.refused.csv);
  const control = new AbortController();
  const list = target.outcomes(id, { signal: control.signal })[Symbol.asyncIterator]();
  const first = await within(subject.patienceMs, list.next(), 'the first error of a long list');
  must(first.done !== true, 'the list ended before its first error');
  control.abort(new Error('enough'));
  await list.return?.().catch(() => {});
}

/** The ids of all jobs, with their statuses. */
async function jobsOf({ target }: Tenant): Promise<string[]> {
  const { jobs } = await target.list({}, { signal });
  return jobs.map(({ id, status }) => `${id} ${status}`).sort();
}

async function failsWith(
  request: Promise<unknown>,
  { answer, meaning }: Partial<Pick<TargetFailure, 'answer' | 'meaning'>>,
  what: string,
): Promise<void> {
  await rejects(
    request,
    (error) => {
      must(error instanceof TargetError, `${what} threw no TargetError: ${String(error)}`);
      if (answer !== undefined) {
        equal(error.failure.answer, answer, `${what} reported another answer`);
      }
      if (meaning !== undefined) {
        equal(error.failure.meaning, meaning, `${what} reported another meaning`);
      }
      return true;
    },
    `${what} succeeded`,
  );
}

async function rejectsWith(request: Promise<unknown>, reason: Error, what: string): Promise<void> {
  await rejects(request, (error) => {
    strictEqual(error, reason, `${what} rejected with something else: ${String(error)}`);
    return true;
  });
}
