import type { Call } from '../call.ts';
import { json, type TenantResponse } from '../http/message.ts';
import { Refusal } from '../http/refusal.ts';
import { shuffled } from '../random.ts';
import type { TenantParts } from '../tenant-parts.ts';
import type { Job } from './job.ts';
import { jobAsJson } from './job-json.ts';

const PAGE_SIZE_DEFAULT = 25;
const PAGE_SIZE_MAX = 100;
const JOB_INVALID = 71013020;

const statuses = ['accepted', 'pending', 'in_progress', 'completed', 'failed', 'cancelled'];

/** `GET /objects/jobs` (docs/zuora-api.md, section 1.3). */
export function list(tenant: TenantParts, call: Call): TenantResponse {
  const { knobs, world } = tenant;
  const { query } = call;
  const pageSize = pageSizeOf(query.get('pageSize'));
  const status = query.get('status');
  if (status !== null && !statuses.includes(status)) throw bad(`There is no status ${status}.`);
  const asOf = world.now() - knobs.listStatusLagMs;
  const jobs = inOrder(tenant, tenant.jobs.all());
  const cursor = query.get('cursor');
  // Filters after finding the cursor: the status of its job may have changed meanwhile.
  const left = jobs
    .slice(cursor === null ? 0 : startAfter(jobs, cursor, knobs.listOrder))
    .filter((job) => job.hiddenUntil <= world.now())
    .filter((job) => job.createdAt <= world.now() - knobs.listJobLagMs)
    .filter((job) => status === null || statusAt(job, asOf) === status);
  const page = left.slice(0, pageSize);
  const isLast = left.length <= pageSize;
  const next = cursorOf(tenant, page, isLast, cursor);
  return json({
    count: page.length,
    ...(next === undefined ? {} : { cursor: next }),
    jobs: page.map((job) => jobAsJson(tenant, job, asOf)),
    ...(knobs.extraFields === 'on' ? { total: jobs.length } : {}),
  });
}

function statusAt(job: Job, asOf: number): string {
  return job.history.findLast(({ at }) => at <= asOf)?.status ?? job.history[0]!.status;
}

function inOrder({ knobs, world }: TenantParts, jobs: Job[]): Job[] {
  if (knobs.listOrder === 'oldest') return jobs;
  return knobs.listOrder === 'newest' ? jobs.reverse() : shuffled(jobs, world.random);
}

function startAfter(jobs: readonly Job[], cursor: string, order: string): number {
  const at = jobs.findIndex((job) => job.id === cursor);
  if (at >= 0) return at + 1;
  // A shuffled list has no position to continue from.
  if (order === 'shuffled') return 0;
  throw bad(`There is no cursor ${cursor}.`);
}

function cursorOf(
  { knobs }: TenantParts,
  page: readonly Job[],
  isLast: boolean,
  sent: string | null,
): string | undefined {
  const last = page.at(-1)?.id;
  if (!isLast || knobs.listCursorEnd === 'present') return last;
  return knobs.listCursorEnd === 'repeated' ? (sent ?? last) : undefined;
}

function pageSizeOf(text: string | null): number {
  if (text === null) return PAGE_SIZE_DEFAULT;
  const size = Number(text);
  if (/^\d+$/.test(text) && size >= 1 && size <= PAGE_SIZE_MAX) return size;
  throw bad('Expected pageSize to be 1 to 100.');
}

function bad(message: string): Refusal {
  return new Refusal(400, JOB_INVALID, message);
}
