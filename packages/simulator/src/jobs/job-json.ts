import type { TenantParts } from '../tenant-parts.ts';
import { isFinal, type Job, type JobStatus } from './job.ts';

/** The job object of section 1.8; `asOf` shows an earlier state. */
export function jobAsJson(
  tenant: TenantParts,
  job: Job,
  asOf: number = Number.POSITIVE_INFINITY,
): unknown {
  const { stamps, knobs } = tenant;
  const status = job.history.findLast(({ at }) => at <= asOf)?.status ?? job.history[0]!.status;
  const user = stamps.user(job.login.ordinal);
  const isOver = isFinal(status);
  const growing = knobs.recordsProcessedWhileRunning === 'growing';
  return {
    Id: job.id,
    CreatedById: user,
    CreatedDate: stamps.date(job.createdAt),
    UpdatedById: user,
    UpdatedDate: stamps.date(Math.max(job.createdAt, Math.min(job.updatedAt, asOf))),
    namespace: job.namespace,
    object: job.object,
    operation: job.operation,
    status: wordFor(status, knobs.statusWords),
    processingTime: isOver ? job.processingTime : 0,
    recordsProcessed: isOver || growing ? job.recordsProcessed : 0,
    ...(isOver && job.error !== undefined ? { error: job.error } : {}),
    ...(knobs.extraFields === 'on' ? { priority: 'normal', shard: { index: 3 } } : {}),
  };
}

function wordFor(status: JobStatus, words: TenantParts['knobs']['statusWords']): string {
  if (words === 'legacy-open' && status === 'accepted') return 'open';
  if (words === 'unknown' && status === 'in_progress') return 'validating';
  return status;
}
