/** What is known of a job when its count is compared with its error list. */
export interface CountFacts {
  /** Rows of the chunk. */
  readonly rows: number;
  /** Rows that have a proven error. */
  readonly refused: number;
  /** Errors that could not be attributed: each may or may not refuse one more row. */
  readonly unattributed: number;
  /** The job's `recordsProcessed`; absent if it is not taken as evidence. */
  readonly processed: number | undefined;
  /** Whether this tenant is known to count only the rows that it stored. */
  readonly countsStored: boolean;
}

/**
 * Compares `recordsProcessed` with the error list. The count is the number of rows or the number of
 * stored rows. `confirmed`: the list is complete, since the refused rows are missing from the count;
 * `fits`: the list may be complete; `misfits`: the list is incomplete, or the count is wrong.
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
