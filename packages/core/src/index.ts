export type { Disk, DiskFile } from './disk.ts';
export {
  type Answer,
  type ErrorCode,
  RowferryError,
  RunStopped,
  TargetError,
  type TargetFailure,
} from './errors.ts';
export { migrate, type ResumeOptions, type RetryOptions, resume, retry } from './migrate.ts';
export { checkOptions, suggest } from './options.ts';
export type {
  JobEvent,
  MaybePromise,
  Plugin,
  RunEnd,
  RunInfo,
  Spooled,
  TransformContext,
} from './plugin.ts';
export type { Processes, ProcessMark } from './processes.ts';
export { type RetryLink, readLink as readRetryLink } from './retry/link.ts';
export type { MigrationFile, ParentRun, RunDescription } from './run/description.ts';
export { readDescription } from './run/description.ts';
export type { Holder } from './run/hold.ts';
export { newRunId } from './run/run-id.ts';
export type { JobOptions, MigrateOptions } from './settings.ts';
export {
  type Batch,
  type Checkpoint,
  type ReadOptions,
  type Source,
  type SourceInput,
  type SourceRecord,
  Unreadable,
} from './source.ts';
export { type JobStatus, type RunStatus, readStatus } from './status.ts';
export type { JobCounts, Progress, RecordCounts, Summary } from './summary.ts';
export type {
  ColumnDefinition,
  Definition,
  FoundRecord,
  Job,
  JobPage,
  JobQuery,
  RequestOptions,
  RowError,
  Target,
  TargetLimits,
  UploadFile,
} from './target.ts';
export type { Format } from './values/cell.ts';
export type { Column, Columns, Constant } from './values/columns.ts';
export { parseExact, stringifyExact } from './values/exact-json.ts';
export { ExactNumber } from './values/exact-number.ts';
export {
  type Doubt,
  type DoubtCode,
  type Refusal,
  type RejectedBy,
  Rejection,
  type RejectionCode,
  type Verdict,
} from './verdict.ts';
export { realWorld, type World } from './world.ts';
