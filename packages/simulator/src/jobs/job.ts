import type { Login } from '../auth/login.ts';
import type { RejectedRows } from './rejected-rows.ts';

/** The documented states (docs/zuora-api.md, section 5). */
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
  /** As text; a number has the digits of the request. */
  readonly value: string;
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
  /** Created above the limit but answered with 200: occupies no slot and fails with 71012560. */
  readonly isOverLimit: boolean;
  status: JobStatus;
  updatedAt: number;
  startedAt: number | undefined;
  endedAt: number | undefined;
  /** Answers 404 before this time, whatever its status. */
  hiddenUntil: number;
  processingTime: number;
  recordsProcessed: number;
  error: { readonly code: number; readonly message: string } | undefined;
  /** Rows that were stored, which `recordsProcessed` need not show. */
  rowsStored: number;
  rowsRejected: number;
  errors: RejectedRows | undefined;
  /** Earlier states, for lists that lag. */
  readonly history: { readonly at: number; readonly status: JobStatus }[];
}

export function isFinal(status: JobStatus): boolean {
  return status === 'completed' || status === 'failed' || status === 'cancelled';
}
