/** What is known of a job when its count is held against its error list. */
export interface CountFacts {
  /** Rows of the chunk. */
  readonly rows: number;
  /** Rows that have a proven error. */
  readonly refused: number;
  /** Errors that could not be attributed: each may or may not refuse one more row. */
  readonly unattributed: number;
  /** The job's `recordsProcessed`; absent where it is no evidence. */
  readonly processed: number | undefined;
  /** Whether this tenant was seen to count only what it stored. */
  readonly countsStored: boolean;
}

/**
 * Holds `recordsProcessed` against the error list. It is either the number of rows, or the number
 * stored. `confirmed`: the list is complete, since the refused rows are missing from the count;
 * `fits`: it may be complete; `misfits`: it is not, or the count is wrong.
 */
export function checkCount(facts: CountFacts): 'confirmed' | 'fits' | 'misfits' {
  const { rows, refused, unattributed, processed, countsStored } = facts;
  if (processed === undefined) return 'fits';
  const stored = rows - refused;
  if (unattributed === 0 && processed === stored && (refused > 0 || countsStored)) {
    return 'confirmed';
  }
  const fitsStored = processed <= stored && processed >= stored - unattributed;
  return fitsStored || (processed === rows && !countsStored) ? 'fits' : 'misfits';
}
