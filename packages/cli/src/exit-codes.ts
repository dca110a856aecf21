import type { ErrorCode } from '@rowferry/core';

/** The exit codes of the process. */
export const EXIT = {
  /** Every record was loaded, or skipped on purpose. */
  done: 0,
  /** Finished, but some records were rejected or are unresolved. */
  incomplete: 1,
  /** Could not start, or could not finish: someone must act first. */
  failed: 2,
  /** Could not finish now: the same command may succeed later. */
  notNow: 75,
  interrupted: 130,
} as const;

/** The exit code of a command that ends with each code; `docs/errors.md` has the same table. */
export const EXIT_BY_CODE: Readonly<Record<ErrorCode, 2 | 75 | 130>> = {
  ASSERTION_FAILED: EXIT.failed,
  COLUMN_FORBIDDEN: EXIT.failed,
  COLUMN_REQUIRED: EXIT.failed,
  COLUMN_UNKNOWN: EXIT.failed,
  CREATE_LOST: EXIT.failed,
  CREATE_REFUSED: EXIT.failed,
  DISK_FAILED: EXIT.failed,
  FIELD_UNKNOWN: EXIT.failed,
  FILE_LOST: EXIT.failed,
  INTERRUPTED: EXIT.interrupted,
  JOB_IDLE: EXIT.failed,
  JOB_REFUSED: EXIT.failed,
  JOURNAL_CORRUPT: EXIT.failed,
  KEY_NOT_FILTERABLE: EXIT.failed,
  MIGRATION_CHANGED: EXIT.failed,
  OBJECT_UNKNOWN: EXIT.failed,
  PLUGIN_FAILED: EXIT.failed,
  QUOTA_SPENT: EXIT.notNow,
  RETRIES_EXHAUSTED: EXIT.notNow,
  RETRY_REFUSED: EXIT.failed,
  RUN_EXISTS: EXIT.failed,
  RUN_FOREIGN: EXIT.failed,
  RUN_LOCKED: EXIT.notNow,
  RUN_REPEATED: EXIT.failed,
  RUN_UNKNOWN: EXIT.failed,
  SOURCE_CHANGED: EXIT.failed,
  SOURCE_FAILED: EXIT.failed,
  SOURCE_UNREACHABLE: EXIT.notNow,
  TARGET_FAILED: EXIT.failed,
  TENANT_CHANGED: EXIT.failed,
  UNEXPECTED_ERROR: EXIT.failed,
  UPDATE_WOULD_RESET: EXIT.failed,
  UPLOAD_REFUSED: EXIT.failed,
};
