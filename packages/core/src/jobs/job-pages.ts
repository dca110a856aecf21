import { RowferryError } from '../contract/errors.ts';
import type { Job, JobQuery } from '../contract/job.ts';
import type { Requests } from './requests.ts';

const PAGE_SIZE = 100;
/** A hundred thousand jobs: a longer list is assumed to be endless. */
const PAGES_MAX = 1_000;

/** Yields all jobs of the tenant by page, whoever created them, until the last page or a repeated cursor. */
export async function* jobPages(
  { target, send }: Requests,
  only: Pick<JobQuery, 'isWaiting'> = {},
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

function endlessList({ isWaiting }: Pick<JobQuery, 'isWaiting'>): RowferryError {
  const which = isWaiting === true ? 'waiting jobs' : 'jobs';
  return new RowferryError(
    'RETRIES_EXHAUSTED',
    `the list of ${which} did not end in ${PAGES_MAX} pages; resume the run later`,
  );
}
