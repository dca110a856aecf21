import { checkOptions } from '@rowferry/core/internal';
import { z } from 'zod';
import { JOBS_PAGE_SIZE_MAX } from './limits.ts';

const jobQuerySchema = z.strictObject({
  pageSize: z.int().min(1).max(JOBS_PAGE_SIZE_MAX).default(JOBS_PAGE_SIZE_MAX),
  cursor: z.string().min(1).optional(),
  status: z.string().min(1).optional(),
});

/** Which of the tenant's jobs to list. */
export interface JobListQuery {
  /** Only jobs with this status, in Zuora's own words. */
  readonly status?: string | undefined;
  /** 1 to 100. Default: 100. */
  readonly pageSize?: number | undefined;
  /** From the previous page; absent for the first page. */
  readonly cursor?: string | undefined;
}

/** A query that always has a page size. */
export interface CheckedJobQuery {
  readonly pageSize: number;
  readonly cursor?: string | undefined;
  readonly status?: string | undefined;
}

/** Always sets the page size: the documented defaults differ, and it identifies the last page. */
export function checkJobQuery(query: JobListQuery): CheckedJobQuery {
  return checkOptions('jobs.list', jobQuerySchema, query);
}
