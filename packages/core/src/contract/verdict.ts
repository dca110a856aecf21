import { brand } from './brand.ts';
import type { SourceRecord } from './source.ts';

/** Who refused a record. */
export type RejectedBy = 'target' | 'validation' | 'transform' | 'source';

/** One reason for which a record was refused. */
export interface Refusal {
  /** The target's number, or a literal of ours for a local rejection. */
  readonly code?: number | string;
  readonly message?: string;
  /** The CSV column, where it is known. */
  readonly column?: string;
}

/** The grounds on which a record is `unresolved`; each has a heading in `docs/errors.md`. */
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

interface Judged {
  readonly position: number;
  readonly at: string;
}

/** What became of one record. */
export type Verdict =
  | (Judged & {
      readonly verdict: 'loaded';
      /** Parsed each time it is read. */
      readonly record: SourceRecord;
      /** The job that stored it. Absent, with `row`, where two jobs were given it and either may have. */
      readonly job?: string;
      /** The header is 1, data starts at 2. */
      readonly row?: number;
    })
  | (Judged & {
      readonly verdict: 'rejected';
      /** Absent where the source could not read the record. */
      readonly record?: SourceRecord;
      readonly by: RejectedBy;
      readonly errors: readonly Refusal[];
      readonly job?: string;
      readonly row?: number;
    })
  | (Judged & { readonly verdict: 'skipped'; readonly record: SourceRecord })
  | (Judged & {
      readonly verdict: 'unresolved';
      readonly record: SourceRecord;
      readonly code: UnresolvedCode;
      readonly reason: string;
      readonly job: string;
      /** The cell of the migration's `key`, as it was sent; absent where the migration names none. */
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

/** Thrown by a transform to refuse one record with a code and a column of its own. */
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
