import type { SourceRecord } from './source.ts';
import type { UnresolvedCode } from './unresolved.ts';

/** Who rejected a record. */
export type RejectedBy = 'target' | 'validation' | 'transform' | 'source';

/**
 * Where the record is that has the same key as one that was refused as a duplicate: the first other place of
 * the run, or, if no other record of the run has the key, in the tenant before.
 */
export type DuplicateOf = { readonly position: number; readonly at: string } | 'tenant';

/** One reason why a record was refused. */
export interface Refusal {
  /** The target's code, or our own code of a local rejection. */
  readonly code?: number | string;
  readonly message?: string;
  /** The CSV column, if it is known. */
  readonly column?: string;
  /** For a create that has a key, which the target refused as a duplicate. */
  readonly duplicateOf?: DuplicateOf;
}

interface VerdictPlace {
  readonly position: number;
  readonly at: string;
}

/** What became of one record; `outcome` says which of the four it is. */
export type Verdict =
  | (VerdictPlace & {
      readonly outcome: 'loaded';
      /** Parsed again on every access. */
      readonly record: SourceRecord;
      /** The job that stored it. Absent, like `row`, if either of two jobs may have stored it. */
      readonly job?: string;
      /** The header is 1, data starts at 2. */
      readonly row?: number;
    })
  | (VerdictPlace & {
      readonly outcome: 'rejected';
      /** Absent if the source could not read the record. */
      readonly record?: SourceRecord;
      /** The text, or its first 64 KiB, of what the source could not read as a record, if the source has it. */
      readonly raw?: string;
      readonly by: RejectedBy;
      readonly errors: readonly Refusal[];
      readonly job?: string;
      readonly row?: number;
    })
  | (VerdictPlace & { readonly outcome: 'skipped'; readonly record: SourceRecord })
  | (VerdictPlace & {
      readonly outcome: 'unresolved';
      readonly record: SourceRecord;
      readonly code: UnresolvedCode;
      readonly reason: string;
      readonly job: string;
      /** The cell of the migration's `key`, as it was sent; absent if the migration has no key. */
      readonly key?: string;
    });
