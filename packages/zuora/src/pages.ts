import type { JobPage } from '@rowferry/core';
import type { JobListQuery } from './job-query.ts';

/**
 * Every page, each job once. Ends after the last page, or when a cursor repeats: Zuora guarantees no
 * order, and jobs that are created meanwhile shift the pages.
 */
export async function* pagesFrom(
  query: JobListQuery,
  list: (query: JobListQuery) => Promise<JobPage>,
): AsyncGenerator<JobPage, void> {
  const ids = new Set<string>();
  const cursors = new Set<string>();
  let next: JobListQuery | undefined = query;
  while (next !== undefined) {
    const page: JobPage = await list(next);
    const jobs = page.jobs.filter(({ id }) => !ids.has(id) && ids.add(id));
    const { cursor } = page;
    next = cursor === undefined || cursors.has(cursor) ? undefined : { ...query, cursor };
    if (cursor !== undefined) cursors.add(cursor);
    yield { ...page, jobs };
  }
}
