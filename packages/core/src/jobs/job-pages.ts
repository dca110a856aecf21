import { RowferryError } from '../contract/errors.ts';
import type { Job, JobQuery } from '../contract/job.ts';
import type { Target } from '../contract/target.ts';
import type { Requests } from './requests.ts';

const PAGE_SIZE = 100;
/** A hundred thousand jobs: a longer list is assumed to be endless. */
const PAGES_MAX = 1_000;

/** Yields all jobs of the tenant by page, whoever created them, until the last page or a repeated cursor. */
export async function* jobPages(
  { target, send }: Requests,
  only: Pick<JobQuery, 'status'> = {},
): AsyncGenerator<readonly Job[], void> {
  const cursors = new Set<string>();
  for (let cursor: string | undefined; ; ) {
    const query = { ...only, pageSize: PAGE_SIZE, ...(cursor && { cursor }) };
    const page = await send('list', (options) => target.list(query, options));
    yield page.jobs;
    cursor = page.cursor;
    if (cursor === undefined || cursors.has(cursor)) return;
    cursors.add(cursor);
    if (cursors.size === PAGES_MAX) throw endlessList(only);
  }
}

function endlessList({ status }: Pick<JobQuery, 'status'>): RowferryError {
  const which = status === undefined ? 'jobs' : `${status} jobs`;
  return new RowferryError(
    'RETRIES_EXHAUSTED',
    `the list of ${which} did not end in ${PAGES_MAX} pages; resume the run later`,
  );
}

/** Lists all pending jobs of the tenant, whoever created them. */
export async function pendingJobs(requests: Requests): Promise<Job[]> {
  const seen: Job[] = [];
  for await (const jobs of jobPages(requests, { status: 'pending' })) seen.push(...jobs);
  return seen;
}

export function isSameKind(job: Job, { object, operation }: Target): boolean {
  return job.object === object && job.operation === operation;
}

/** A date that cannot be parsed may be any date. */
export function isCreatedWithin({ createdDate }: Job, from: number, to: number): boolean {
  const created = Date.parse(createdDate ?? '');
  return Number.isNaN(created) || (created >= from && created <= to);
}
