import { brand } from './brand.ts';
import type { Summary } from './summary.ts';

/** The closed set of codes of a {@link RowferryError}. Each has a heading in `docs/errors.md`. */
export type ErrorCode =
  | 'ASSERTION_FAILED'
  | 'COLUMN_UNKNOWN'
  | 'COLUMN_REQUIRED'
  | 'COLUMN_FORBIDDEN'
  | 'CREATE_LOST'
  | 'CREATE_REFUSED'
  | 'DISK_FAILED'
  | 'FIELD_UNKNOWN'
  | 'FILE_LOST'
  | 'INTERRUPTED'
  | 'JOB_IDLE'
  | 'JOB_REFUSED'
  | 'JOURNAL_CORRUPT'
  | 'KEY_NOT_FILTERABLE'
  | 'MIGRATION_CHANGED'
  | 'OBJECT_UNKNOWN'
  | 'PLUGIN_FAILED'
  | 'QUOTA_SPENT'
  | 'RETRIES_EXHAUSTED'
  | 'RETRY_REFUSED'
  | 'RUN_EXISTS'
  | 'RUN_FOREIGN'
  | 'RUN_LOCKED'
  | 'RUN_REPEATED'
  | 'RUN_UNKNOWN'
  | 'SOURCE_CHANGED'
  | 'SOURCE_FAILED'
  | 'SOURCE_UNREACHABLE'
  | 'TARGET_FAILED'
  | 'TENANT_CHANGED'
  | 'UNEXPECTED_ERROR'
  | 'UPDATE_WOULD_RESET'
  | 'UPLOAD_REFUSED';

/** What an error is about, beside its cause. */
export interface RowferryErrorOptions extends ErrorOptions {
  /** The jobs that a person has to look at. */
  readonly jobs?: readonly string[] | undefined;
}

/** A run, or a part of it, cannot continue. Match on `code`: messages are for people and may change. */
export class RowferryError extends Error {
  override readonly name: string = 'RowferryError';
  readonly code: ErrorCode;
  /** The jobs that a person has to look at before the run can go on; mostly none. */
  readonly jobs: readonly string[];

  constructor(code: ErrorCode, message: string, options?: RowferryErrorOptions) {
    super(message, options);
    this.code = code;
    this.jobs = options?.jobs ?? [];
  }
}

brand(RowferryError, 'RowferryError');

/** The text of anything that was thrown. */
export function textOf(error: unknown): string {
  try {
    return String(error instanceof Error ? error.message : error);
  } catch {
    return 'something that has no text';
  }
}

const SAID_CHARACTERS_MAX = 200;

/**
 * The first line of what was thrown, cut: what follows is mostly data. A syntax error is only named, because it quotes
 * the text that could not be parsed, such as a field of a record.
 */
export function saidBy(error: unknown): string {
  if (error instanceof SyntaxError) return error.name;
  const [line = ''] = textOf(error).split(/[\r\n]/, 1);
  return line.length > SAID_CHARACTERS_MAX ? `${line.slice(0, SAID_CHARACTERS_MAX)}…` : line;
}

/** An error that ends a run, with the code of a bug if it has none. */
export function withCode(error: unknown): RowferryError {
  if (error instanceof RowferryError) return error;
  return new RowferryError('UNEXPECTED_ERROR', textOf(error), { cause: error });
}

/**
 * Every end of a run but `completed`: an error stopped it, or (`INTERRUPTED`) its caller. `summary` is what
 * it did until then. It can be resumed.
 */
export class RunStopped extends RowferryError {
  override readonly name = 'RunStopped';
  readonly summary: Summary;
  /** Further errors while the run stopped: ten at most, without duplicates. */
  readonly later: readonly RowferryError[];

  /**
   * Has the code and message of the error that stopped the run, which is its `cause`. After an abort the
   * `cause` is the reason of the signal.
   */
  constructor(error: RowferryError, summary: Summary, later: readonly RowferryError[] = []) {
    super(error.code, error.message, {
      cause: error.code === 'INTERRUPTED' ? error.cause : error,
      jobs: error.jobs,
    });
    this.summary = summary;
    this.later = later;
  }
}

brand(RunStopped, 'RunStopped');
