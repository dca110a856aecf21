import type { Job, JobRequest, Target, UploadFile } from '@rowferry/core';
import { eventually, within } from '../patience.ts';
import { must } from '../rule.ts';
import type { Operation, TargetSubject, Trouble } from './subject.ts';

/** What a rule needs to use a target. Requests without the rule's own signal are never aborted. */
export interface Tenant {
  readonly target: Target;
  readonly subject: TargetSubject;
  create(): Promise<Job>;
  /** Uploads a file to a new job, and waits until the job has ended. */
  run(csv: string): Promise<Job>;
  /** Collects everything that a method streams. */
  all<T>(items: AsyncIterable<T>): Promise<T[]>;
}

const { signal } = new AbortController();

/** Opens a tenant for one rule and closes it afterwards. */
export async function withTenant(
  subject: TargetSubject,
  work: (tenant: Tenant) => Promise<void>,
  trouble?: Trouble,
): Promise<void> {
  const tenancy = await subject.open(trouble);
  try {
    await work(tenantOf(tenancy.target, subject));
  } finally {
    await tenancy.close?.();
  }
}

function tenantOf(target: Target, subject: TargetSubject): Tenant {
  const { patienceMs } = subject;
  const create = () =>
    within(patienceMs, target.create(requestFor(target), { signal }), '`create`');
  return {
    target,
    subject,
    create,
    all: (items) => within(patienceMs, collect(items), 'a stream'),
    async run(csv) {
      const { id } = await create();
      await within(patienceMs, target.upload(id, fileOf(csv), { signal }), '`upload`');
      let seen = await target.get(id, { signal });
      await eventually(
        patienceMs,
        async () => {
          seen = await target.get(id, { signal });
          return seen.phase === 'over';
        },
        () => `the job is still \`${seen.status}\` after the upload`,
      );
      return { ...seen, id };
    },
  };
}

let requests = 0;

/** What core would ask this target for; no two requests have the same key. */
export function requestFor({ operation }: Target): JobRequest {
  return { operation, key: `key-${++requests}` };
}

/** Does everything that must precede a request of this operation, and returns a function that sends it. */
export async function prepare(
  operation: Operation,
  { target, subject, create, run }: Tenant,
): Promise<((signal: AbortSignal) => Promise<unknown>) | undefined> {
  const { accepted, refused, stored } = subject;
  switch (operation) {
    case 'create':
      return (signal) => target.create(requestFor(target), { signal });
    case 'list':
      return (signal) => target.list({}, { signal });
    case 'upload': {
      const { id } = await create();
      return (signal) => target.upload(id, fileOf(accepted), { signal });
    }
    case 'get':
    case 'cancel': {
      const { id } = await create();
      return (signal) => target[operation](id, { signal });
    }
    case 'outcomes': {
      const { id } = await run(refused.csv);
      return (signal) => collect(target.outcomes(id, { signal }));
    }
    case 'describe':
      return target.describe && ((signal) => Promise.resolve(target.describe?.({ signal })));
    case 'find':
      if (target.find === undefined) return undefined;
      must(stored !== undefined, 'the target has `find`: set `stored` to what it can look up');
      return (signal) => collect(target.find?.(stored.column, stored.values, { signal }) ?? EMPTY);
  }
}

const EMPTY: AsyncIterable<never> = { [Symbol.asyncIterator]: async function* () {} };

export function fileOf(csv: string): UploadFile {
  const bytes = Buffer.from(csv);
  return {
    sizeBytes: bytes.length,
    async *open() {
      yield bytes;
    },
  };
}

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}
