import type { TenantParts } from '../tenant-parts.ts';
import { isFinal, type Job, type JobStatus } from './job.ts';

/** The job as JSON (docs/zuora-api.md, section 1.8), in its state at the time `asOf`. */
export function jobAsJson(
  tenant: TenantParts,
  job: Job,
  asOf: number = Number.POSITIVE_INFINITY,
): unknown {
  const { stamps, knobs } = tenant;
  const status = job.history.findLast(({ at }) => at <= asOf)?.status ?? job.history[0]!.status;
  const user = stamps.user(job.login.ordinal);
  const hasEnded = isFinal(status);
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
    status: statusWord(status, knobs.statusWords),
    processingTime: hasEnded ? job.processingTime : 0,
    recordsProcessed: hasEnded || growing ? job.recordsProcessed : 0,
    ...(hasEnded && job.error !== undefined ? { error: job.error } : {}),
    ...(knobs.extraFields === 'on' ? { priority: 'normal', shard: { index: 3 } } : {}),
  };
}

function statusWord(status: JobStatus, words: TenantParts['knobs']['statusWords']): string {
  if (words === 'legacy-open' && status === 'accepted') return 'open';
  if (words === 'unknown' && status === 'in_progress') return 'validating';
  return status;
}
