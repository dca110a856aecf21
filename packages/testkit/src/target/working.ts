import { deepStrictEqual, equal } from 'node:assert/strict';
import type { Job, JobQuery, RowOutcome } from '@rowferry/core';
import { eventually } from '../patience.ts';
import { must, type Rule } from '../rule.ts';
import type { TargetSubject } from './subject.ts';
import { type Tenant, withTenant } from './tenant.ts';

const { signal } = new AbortController();
const PAGES_MAX = 50;

/** Rules about the six operations, `describe` and `find` when no request fails. */
export const WORKING: readonly Rule<TargetSubject>[] = [
  rule('shape', 'says what it is: name, object, operations, limits, traits', async ({ target }) => {
    for (const key of ['name', 'object'] as const) {
      must(
        typeof target[key] === 'string' && target[key] !== '',
        `\`${key}\` must be a non-empty string`,
      );
    }
    must(target.operations.includes(target.operation), '`operation` is not in `operations`');
    const { activeJobsMax, fileBytesMax, rowsMax = 1 } = target.limits;
    for (const limit of [activeJobsMax, fileBytesMax, rowsMax]) {
      must(Number.isSafeInteger(limit) && limit > 0, 'limits must be whole numbers above 0');
    }
    const { listsStored, rowNumbers, listOrder, clientJobKey } = target.traits;
    for (const trait of [listsStored, clientJobKey]) {
      must(typeof trait === 'boolean', '`listsStored` and `clientJobKey` must be true or false');
    }
    must(/^(counted|none)$/.test(rowNumbers), '`rowNumbers` must be counted or none');
    must(/^(newest-first|none)$/.test(listOrder), '`listOrder` must be newest-first or none');
    const fields = Object.values(target.systemFields);
    must(new Set(fields).size === 5, '`systemFields` must be five different names');
  }),
  rule('identity', 'says which tenant it is, the same each time', async ({ target }) => {
    const first = await target.identity({ signal });
    equal(await target.identity({ signal }), first);
    must(first !== '', 'the identity is empty; return undefined if it cannot be known');
  }),
  rule('create', 'creates a job that waits for its file each time', async ({ target, create }) => {
    const jobs = [await create(), await create()];
    for (const { id, phase, object, operation } of jobs) {
      must(typeof id === 'string' && id !== '', 'the job has no id');
      deepStrictEqual(
        { phase, object, operation },
        { phase: 'waiting', object: target.object, operation: target.operation },
      );
    }
    must(jobs[0]?.id !== jobs[1]?.id, 'two creates returned the same job');
  }),
  rule('get', 'returns a job by its id', async ({ target, create }) => {
    const jobs = [await create(), await create()];
    for (const { id } of jobs) {
      const job = await target.get(id, { signal });
      deepStrictEqual([job.id, job.phase], [id, 'waiting']);
    }
  }),
  rule('list', 'lists every job, in a finite number of pages', async (tenant) => {
    const ids = [await tenant.create(), await tenant.create(), await tenant.create()].map(idOf);
    const listed = new Set((await listAll(tenant, { pageSize: 2 })).map(idOf));
    for (const id of ids) must(listed.has(id), 'a job is on none of the pages');
  }),
  rule('list-waiting', 'lists only the jobs that may wait for their file', async (tenant) => {
    const { id } = await tenant.create();
    const ended = await tenant.run(tenant.subject.accepted);
    const listed = await listAll(tenant, { isWaiting: true });
    must(listed.map(idOf).includes(id), 'a waiting job is not in the list of waiting jobs');
    must(
      !listed.map(idOf).includes(ended.id),
      `a job that is \`${ended.status}\` is in the list of waiting jobs`,
    );
  }),
  rule('upload', 'starts a job with its file, and the job completes', async ({ run, subject }) => {
    equal((await run(subject.accepted)).result, 'completed');
  }),
  rule('upload-closes', 'closes the uploaded file', async ({ target, create, subject }) => {
    const { id } = await create();
    const file = watchedFile(subject.accepted);
    await target.upload(id, file, { signal });
    must(file.opened() > 0, 'the file was never opened');
    await eventually(
      subject.patienceMs,
      () => file.opened() === file.closed(),
      () => 'the file is still open after the upload',
    );
  }),
  rule('outcomes', 'returns the outcomes of a job, even an empty list', async (tenant) => {
    const { target, subject, run, all } = tenant;
    const clean = await run(subject.accepted);
    deepStrictEqual(refusedOf(await all(target.outcomes(clean.id, { signal }))), []);
    const dirty = await run(subject.refused.csv);
    const errors = refusedOf(await all(target.outcomes(dirty.id, { signal })));
    equal(errors.length, subject.refused.errors, 'another number of rows is refused');
    for (const { row, record, code, message } of errors) {
      must(row !== undefined || record !== undefined, 'an error has neither `row` nor `record`');
      must(
        code !== undefined || message !== undefined,
        'an error has neither `code` nor `message`',
      );
    }
  }),
  rule(
    'outcomes-leave',
    'lets the caller stop reading outcomes early',
    async ({ target, run, subject }) => {
      const { id } = await run(subject.refused.csv);
      for await (const _first of target.outcomes(id, { signal })) break;
      equal((await target.get(id, { signal })).id, id);
    },
  ),
  rule('cancel', 'cancels a waiting job', async ({ target, create }) => {
    const { id } = await create();
    await target.cancel(id, { signal });
    equal((await target.get(id, { signal })).result, 'cancelled');
  }),
  rule('describe', 'describes the columns, if it can', async ({ target }) => {
    const described = await target.describe?.({ signal });
    if (described === undefined) return;
    equal(described.object, target.object);
    const columns = Object.entries(described.columns);
    must(columns.length > 0, 'there are no columns');
    for (const [name, { type, required, unique, filterable, system }] of columns) {
      equal(typeof type, 'string', `\`${name}\` has no type`);
      for (const flag of [required, unique, filterable, system]) {
        equal(typeof flag, 'boolean', `a flag of \`${name}\` is missing`);
      }
    }
  }),
  {
    name: 'find',
    promise: 'finds the stored values among any number of values, and nothing else',
    applies: ({ stored }) => stored !== undefined,
    check: (subject) => withTenant(subject, finds),
  },
];

function rule(
  name: string,
  promise: string,
  work: (tenant: Tenant) => Promise<void>,
): Rule<TargetSubject> {
  return { name, promise, check: (subject) => withTenant(subject, work) };
}

function idOf({ id }: Job): string {
  return id;
}

async function listAll({ target }: Tenant, query: JobQuery): Promise<Job[]> {
  const jobs: Job[] = [];
  let cursor: string | undefined;
  for (let pages = 0; pages < PAGES_MAX; pages++) {
    const page = await target.list({ ...query, ...(cursor && { cursor }) }, { signal });
    const { pageSize = page.jobs.length } = query;
    must(page.jobs.length <= pageSize, `a page of ${pageSize} has ${page.jobs.length} jobs`);
    jobs.push(...page.jobs);
    cursor = page.cursor;
    if (cursor === undefined) return jobs;
  }
  throw new Error(`the list did not end after ${PAGES_MAX} pages`);
}

/** Stored records may be found only after a while, together with others: core compares them itself. */
async function finds({ target, run, all, subject }: Tenant): Promise<void> {
  const { stored = { column: '', values: [] }, patienceMs, accepted } = subject;
  const { column, values } = stored;
  const find = async (wanted: readonly string[]) => {
    const records = await all(target.find?.(column, wanted, { signal }) ?? none());
    return records.map((record) => String(record[column]));
  };
  const absent = Array.from({ length: 500 }, (_, index) => `absent-${index}`);
  const wanted = [...absent, ...values];
  deepStrictEqual(await find(wanted), [], 'records are found before any is stored');
  await run(accepted);
  await eventually(
    patienceMs,
    async () => {
      const found = await find(wanted);
      return values.every((value) => found.includes(value));
    },
    () => 'stored records are not found',
  );
  must(!(await find(['absent-1'])).includes('absent-1'), 'a value that is not stored is found');
}

async function* none(): AsyncGenerator<never> {}

/** A file of two blocks that counts how often it was opened and closed. */
function watchedFile(csv: string) {
  const bytes = Buffer.from(csv);
  const middle = Math.ceil(bytes.length / 2);
  let opened = 0;
  let closed = 0;
  return {
    sizeBytes: bytes.length,
    opened: () => opened,
    closed: () => closed,
    async *open() {
      opened += 1;
      try {
        yield bytes.subarray(0, middle);
        yield bytes.subarray(middle);
      } finally {
        closed += 1;
      }
    },
  };
}

function refusedOf(outcomes: readonly RowOutcome[]): RowOutcome[] {
  return outcomes.filter(({ outcome = 'refused' }) => outcome === 'refused');
}
