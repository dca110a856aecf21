import type { Login } from '../auth/login.ts';
import type { Premises } from '../premises.ts';
import type { ErrorBook } from './error-book.ts';

/** The documented states (fact sheet section 5). */
export type JobStatus =
  | 'accepted'
  | 'pending'
  | 'in_progress'
  | 'completed'
  | 'failed'
  | 'cancelled';

export interface Condition {
  readonly field: string;
  readonly operator: 'EQ' | 'GT' | 'LT' | 'GE' | 'LE';
  readonly value: string | number | boolean;
}

export interface Job {
  readonly id: string;
  /** From 1, in order of creation. */
  readonly ordinal: number;
  readonly login: Login;
  readonly createdAt: number;
  readonly namespace: string;
  readonly object: string;
  readonly operation: string;
  readonly conditions: readonly Condition[];
  /** Above the limit, yet answered with 200: holds no slot and fails with 71012560. */
  readonly doomed: boolean;
  status: JobStatus;
  updatedAt: number;
  startedAt: number | undefined;
  endedAt: number | undefined;
  processingTime: number;
  recordsProcessed: number;
  error: { readonly code: number; readonly message: string } | undefined;
  /** Rows that were stored, whatever `recordsProcessed` says. */
  rowsStored: number;
  rowsRejected: number;
  errors: ErrorBook | undefined;
  /** Earlier states, for lists that lag. */
  readonly history: { readonly at: number; readonly status: JobStatus }[];
}

export function isFinal(status: JobStatus): boolean {
  return status === 'completed' || status === 'failed' || status === 'cancelled';
}

/** The job object of section 1.8; `asOf` shows an earlier state. */
export function jobAsJson(
  tenant: Premises,
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

function wordFor(status: JobStatus, words: Premises['knobs']['statusWords']): string {
  if (words === 'legacy-open' && status === 'accepted') return 'open';
  if (words === 'unknown' && status === 'in_progress') return 'validating';
  return status;
}
