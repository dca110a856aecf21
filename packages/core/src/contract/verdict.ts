import { brand } from './brand.ts';
import type { SourceRecord } from './source.ts';

/** Who rejected a record. */
export type RejectedBy = 'target' | 'validation' | 'transform' | 'source';

/** One reason why a record was refused. */
export interface Refusal {
  /** The target's code, or our own code of a local rejection. */
  readonly code?: number | string;
  readonly message?: string;
  /** The CSV column, if it is known. */
  readonly column?: string;
}

/** Why a record is `unresolved`. Each code has a heading in `docs/errors.md`. */
export type UnresolvedCode =
  | 'COUNTS_DISAGREE'
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
  | 'CREATOR_UNCERTAIN'
  | 'RESUBMITS_EXHAUSTED';

/** Why it is not known whether the target stored a record. */
export interface UnresolvedReason {
  readonly code: UnresolvedCode;
  readonly reason: string;
}

interface VerdictPlace {
  readonly position: number;
  readonly at: string;
}

/** The outcome of one record. */
export type Verdict =
  | (VerdictPlace & {
      readonly verdict: 'loaded';
      /** Parsed again on every access. */
      readonly record: SourceRecord;
      /** The job that stored it. Absent, like `row`, if either of two jobs may have stored it. */
      readonly job?: string;
      /** The header is 1, data starts at 2. */
      readonly row?: number;
    })
  | (VerdictPlace & {
      readonly verdict: 'rejected';
      /** Absent if the source could not read the record. */
      readonly record?: SourceRecord;
      readonly by: RejectedBy;
      readonly errors: readonly Refusal[];
      readonly job?: string;
      readonly row?: number;
    })
  | (VerdictPlace & { readonly verdict: 'skipped'; readonly record: SourceRecord })
  | (VerdictPlace & {
      readonly verdict: 'unresolved';
      readonly record: SourceRecord;
      readonly code: UnresolvedCode;
      readonly reason: string;
      readonly job: string;
      /** The cell of the migration's `key`, as it was sent; absent if the migration has no key. */
      readonly key?: string;
    });

/** Codes of local rejections; each has a heading in `docs/errors.md`. */
export type RejectionCode =
  | 'DATE_INVALID'
  | 'NUMBER_NOT_FINITE'
  | 'NUMBER_TOO_LONG'
  | 'RECORD_NOT_JSON'
  | 'RECORD_NOT_OBJECT'
  | 'ROW_TOO_LARGE'
  | 'TEXT_NOT_UNICODE'
  | 'TRANSFORM_FAILED'
  | 'VALUE_NOT_SCALAR';

/** Thrown by a transform to reject one record with its own code and column. */
export class Rejection extends Error {
  override readonly name = 'Rejection';
  readonly code: string;
  readonly column?: string;

  constructor(code: string, message: string, column?: string) {
    super(message);
    this.code = code;
    if (column !== undefined) this.column = column;
  }
}

brand(Rejection, 'Rejection');
