/** Why a record is `unresolved`. Each code has a heading in `docs/errors.md`. */
export type UnresolvedCode =
  | 'COUNTS_DISAGREE'
  | 'CREATOR_UNCERTAIN'
  | 'DUPLICATE_UNSEEN'
  | 'ERRORS_UNREADABLE'
  | 'ERRORS_UNSTABLE'
  | 'ERROR_UNATTRIBUTED'
  | 'ID_TWICE'
  | 'JOB_CANCELLED'
  | 'JOB_FAILED'
  | 'JOB_VANISHED'
  | 'KEY_EMPTY'
  | 'KEY_NOT_UNIQUE'
  | 'KEY_TWICE'
  | 'LOOKUP_FAILED'
  | 'OUTCOME_MISSING'
  | 'RESUBMITS_EXHAUSTED';

/** Why it is not known whether the target stored a record. */
export interface UnresolvedReason {
  readonly code: UnresolvedCode;
  readonly reason: string;
}
