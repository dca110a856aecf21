import { brand } from './brand.ts';
import { RowferryError } from './errors.ts';
import type { Summary } from './summary.ts';

/** A run stopped before its end. `summary` is what it did until then. It can be resumed. */
export class RunStopped extends RowferryError {
  override readonly name = 'RunStopped';
  readonly summary: Summary;
  /** Further errors while the run stopped: ten at most, without duplicates. */
  readonly later: readonly RowferryError[];

  /** Has the code and message of the error that stopped the run, which is its `cause`. */
  constructor(cause: RowferryError, summary: Summary, later: readonly RowferryError[] = []) {
    super(cause.code, cause.message, { cause });
    this.summary = summary;
    this.later = later;
  }
}

brand(RunStopped, 'RunStopped');
