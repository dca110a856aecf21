import {
  type Job,
  type Meaning,
  type RequestOptions,
  type RowOutcome,
  type Target,
  TargetError,
  type UploadFile,
} from '@rowferry/core';
import {
  MEANINGS,
  type Mishap,
  type Operation,
  type TargetConformance,
  type Trouble,
} from './subject.ts';

/** Wraps or replaces methods of a correct target, to break one rule. */
export type Sabotage = (target: Target, trouble: Trouble | undefined) => Partial<Target>;

interface StoredJob {
  job: Job;
  errors: RowOutcome[];
}

/** A subject over a tenant in memory: rows whose first cell is `bad` are refused. */
export function memorySubject(sabotage: Sabotage = () => ({})): Omit<TargetConformance, 'test'> {
  return {
    open(trouble) {
      const good = memoryTarget(trouble);
      return { target: { ...good, ...sabotage(good, trouble) } };
    },
    accepted: 'vin__c\na\nb\n',
    refused: { csv: 'vin__c\nbad\nb\nbad\n', errors: 2 },
    stored: { column: 'vin__c', values: ['a', 'b'] },
    patienceMs: 2_000,
  };
}

function memoryTarget(trouble: Trouble | undefined): Target & Required<Pick<Target, 'find'>> {
  const jobs = new Map<string, StoredJob>();
  const stored: string[] = [];
  const jobOf = (id: string): StoredJob => {
    const entry = jobs.get(id);
    if (entry === undefined) throw failure('refused', 'missing');
    return entry;
  };
  const put = (entry: StoredJob, result: 'completed' | 'cancelled'): Job => {
    entry.job = { ...entry.job, phase: 'over', result, status: result };
    return entry.job;
  };
  const request = <T>(operation: Operation, { signal }: RequestOptions, act: () => T) =>
    answered(trouble?.operation === operation ? trouble.mishap : undefined, signal, act);
  return {
    name: 'memory',
    object: 'Thing',
    operation: 'create',
    operations: ['create'],
    limits: { activeJobsMax: 5, fileBytesMax: 15_000_000 },
    traits: {
      listsStored: false,
      rowNumbers: 'counted',
      listOrder: 'none',
      clientJobKey: false,
    },
    systemFields: {
      id: 'id',
      createdBy: 'by',
      createdAt: 'at',
      updatedBy: 'changedBy',
      updatedAt: 'changedAt',
    },
    identity: async () => 'memory',
    create: (_, options) =>
      request('create', options, () => {
        const id = `job-${jobs.size + 1}`;
        const state = { phase: 'waiting', status: 'waiting' } as const;
        const job = { id, ...state, object: 'Thing', operation: 'create' };
        jobs.set(id, { job, errors: [] });
        return job;
      }),
    async upload(id, file, options) {
      options.signal.throwIfAborted();
      const text = await textOf(file);
      return await request('upload', options, () => {
        const entry = jobOf(id);
        if (entry.job.phase !== 'waiting') throw failure('refused');
        const rows = text.trim().split('\n').slice(1);
        for (const [index, row] of rows.entries()) {
          if (row !== 'bad') stored.push(row);
          else entry.errors.push({ row: index + 2, code: 71012520, message: 'it is bad' });
        }
        return put(entry, 'completed');
      });
    },
    get: (id, options) => request('get', options, () => jobOf(id).job),
    list: ({ isWaiting = false, pageSize = 100, cursor = '0' }, options) =>
      request('list', options, () => {
        const all = [...jobs.values()].map(({ job }) => job);
        const asked = all.filter(({ phase }) => !isWaiting || phase === 'waiting');
        const to = Number(cursor) + pageSize;
        const page = { jobs: asked.slice(Number(cursor), to) };
        return to < asked.length ? { ...page, cursor: String(to) } : page;
      }),
    async *outcomes(id, options) {
      const halts = trouble?.operation === 'outcomes' && trouble.mishap === 'halting';
      const errors = halts
        ? jobOf(id).errors
        : await request('outcomes', options, () => jobOf(id).errors);
      for (const error of errors) {
        yield error;
        if (halts) await stall(options.signal);
      }
    },
    cancel: (id, options) => request('cancel', options, () => put(jobOf(id), 'cancelled')),
    describe: (options) =>
      request('describe', options, () => {
        const flags = { required: true, unique: true, filterable: true, system: false };
        return { object: 'Thing', columns: { vin__c: { type: 'string', ...flags } } };
      }),
    async *find(column, values, options) {
      const found = () => stored.filter((value) => values.includes(value));
      for (const value of await request('find', options, found)) yield { [column]: value };
    },
  };
}

/** Performs the request and returns its result, unless the mishap prevents that. */
async function answered<T>(
  mishap: Mishap | undefined,
  signal: AbortSignal,
  act: () => T,
): Promise<T> {
  signal.throwIfAborted();
  if (mishap === 'unsent') throw failure('unsent');
  if (mishap === 'refused') throw failure('refused');
  if (isMeaning(mishap)) throw failure('refused', mishap);
  const answer = act();
  if (mishap === 'lost' || mishap === 'cut' || mishap === 'strange') throw failure('lost');
  if (mishap === 'stalled') await stall(signal);
  return answer;
}

function isMeaning(mishap: Mishap | undefined): mishap is (typeof MEANINGS)[number] {
  return MEANINGS.some((meaning) => meaning === mishap);
}

function stall(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}

export function failure(
  answer: 'unsent' | 'lost' | 'refused',
  meaning: Meaning = answer === 'refused' ? 'other' : 'passing',
): TargetError {
  return new TargetError(`it was ${answer}`, { answer, meaning });
}

async function textOf(file: UploadFile): Promise<string> {
  const blocks: Uint8Array[] = [];
  for await (const block of file.open()) blocks.push(block);
  return Buffer.concat(blocks).toString();
}
