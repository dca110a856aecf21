import {
  type Job,
  type Meaning,
  type RowOutcome,
  type Target,
  TargetError,
  type UploadFile,
} from '@rowferry/core';
import { ACTIVE_MAX, type Books, type BooksJob } from './books.ts';

/** The operations of the target that are requests. */
export type RequestName = 'create' | 'upload' | 'get' | 'list' | 'outcomes' | 'cancel' | 'identity';

/** Brings a request to the tenant, and its answer back. */
export type Carry = <T>(name: RequestName, act: () => T, signal: AbortSignal) => Promise<T>;

const STATES = {
  OPEN: { phase: 'waiting' },
  RUNNING: { phase: 'working' },
  DONE: { phase: 'over', result: 'completed' },
  BROKEN: { phase: 'over', result: 'failed' },
  ABORTED: { phase: 'over', result: 'cancelled' },
} as const;

/**
 * A target that is as unlike Zuora as the contract allows: it lists every row, names no row by a number, lists
 * jobs in no order, gives each job our key, can upsert, and has its own words, fields and limits.
 */
export function otherTarget(books: Books, operation: 'create' | 'upsert', carry: Carry): Target {
  const known = (id: string): BooksJob => {
    const job = books.job(id);
    if (job === undefined) throw refusal('missing', `no batch ${id}`);
    return job;
  };
  return {
    name: 'other',
    object: 'Article',
    operation,
    operations: ['create', 'upsert'],
    limits: { activeJobsMax: ACTIVE_MAX, fileBytesMax: 1_000_000, rowsMax: 1_000 },
    traits: { listsStored: true, rowNumbers: 'none', listOrder: 'none', clientJobKey: true },
    systemFields: {
      ...{ id: '_id', createdBy: '_author', createdAt: '_born' },
      ...{ updatedBy: '_editor', updatedAt: '_edited' },
    },
    identity: ({ signal }) => carry('identity', () => 'workspace 7', signal),
    create: (request, { signal }) =>
      carry(
        'create',
        () => {
          if (books.active >= ACTIVE_MAX) throw refusal('full', 'twelve batches are open');
          return jobOf(books.open(request.key, request.operation, 'robot'));
        },
        signal,
      ),
    async upload(id, file, { signal }) {
      signal.throwIfAborted();
      const csv = await textOf(file);
      const take = () => {
        const job = known(id);
        if (job.state !== 'OPEN') throw refusal('other', 'the batch has a file');
        books.take(job, csv);
        return jobOf(known(id));
      };
      return await carry('upload', take, signal);
    },
    get: (id, { signal }) => carry('get', () => jobOf(known(id)), signal),
    list: ({ isWaiting = false, pageSize = 10, cursor = '0' }, { signal }) =>
      carry(
        'list',
        () => {
          const all = [...books.jobs.keys()].map(known).filter((job) => !isWaiting || isOpen(job));
          // By a digit of the id: neither new nor old jobs come first.
          const jobs = all.sort((a, b) => a.id.localeCompare(b.id)).map(jobOf);
          const end = Number(cursor) + pageSize;
          const page = { jobs: jobs.slice(Number(cursor), end) };
          return end < jobs.length ? { ...page, cursor: String(end) } : page;
        },
        signal,
      ),
    async *outcomes(id, { signal }) {
      const list = await carry('outcomes', () => outcomesOf(known(id)), signal);
      yield* list;
    },
    cancel: (id, { signal }) =>
      carry(
        'cancel',
        () => {
          const job = known(id);
          if (job.state !== 'OPEN') throw refusal('other', 'the batch has begun');
          job.state = 'ABORTED';
          return jobOf(job);
        },
        signal,
      ),
  };
}

export function refusal(meaning: Meaning, message: string): TargetError {
  return new TargetError(message, { answer: 'refused', meaning });
}

function isOpen({ state }: BooksJob): boolean {
  return state === 'OPEN';
}

function jobOf({ id, key, operation, by, state, openedAt }: BooksJob): Job {
  return {
    ...{ id, key, operation, status: state, object: 'Article', ...STATES[state] },
    ...{ createdBy: by, createdAt: new Date(openedAt).toISOString() },
  };
}

/** In the order of the alphabet, so that the order of rows cannot help. */
function outcomesOf({ fates, hidden }: BooksJob): RowOutcome[] {
  const listed = fates.slice(hidden).map(({ row, outcome }): RowOutcome => {
    const record = { ...row, _id: `made-${row['sku']}` };
    return outcome === 'refused'
      ? { outcome, record, code: 'BAD', message: 'it is bad', meaning: 'lasting' }
      : { outcome, record };
  });
  return listed.sort((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b)));
}

async function textOf(file: UploadFile): Promise<string> {
  const blocks: Uint8Array[] = [];
  for await (const block of file.open()) blocks.push(block);
  return Buffer.concat(blocks).toString();
}
