export {
  type Answer,
  type ErrorCode,
  RowferryError,
  RunStopped,
  TargetError,
  type TargetFailure,
} from './contract/errors.ts';
export type { JobOptions } from './contract/job-options.ts';
export { checkOptions, suggest } from './contract/options.ts';
export type {
  JobEvent,
  MaybePromise,
  Plugin,
  RunEnd,
  RunInfo,
  Spooled,
  TransformContext,
} from './contract/plugin.ts';
export {
  type Batch,
  type Checkpoint,
  type ReadOptions,
  type Source,
  type SourceInput,
  type SourceRecord,
  Unreadable,
} from './contract/source.ts';
export type { JobCounts, Progress, RecordCounts, Summary } from './contract/summary.ts';
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
} from './contract/target.ts';
export {
  type Refusal,
  type RejectedBy,
  Rejection,
  type RejectionCode,
  type UnresolvedCode,
  type UnresolvedReason,
  type Verdict,
} from './contract/verdict.ts';
export type { Disk, DiskFile } from './host/disk.ts';
export type { Processes, ProcessMark } from './host/processes.ts';
export { realWorld, type World } from './host/world.ts';
export { migrate } from './migrate.ts';
export { type ResumeOptions, resume } from './resume.ts';
export { type RetryLink, readLink as readRetryLink } from './retry/link.ts';
export { type RetryOptions, retry } from './retry.ts';
export type { MigrationFile, ParentRun, RunDescription } from './run-directory/description.ts';
export { readDescription } from './run-directory/description.ts';
export type { Holder } from './run-directory/lock.ts';
export { newRunId } from './run-directory/run-id.ts';
export type { MigrateOptions } from './settings.ts';
export { type JobStatus, type RunStatus, readStatus } from './status.ts';
export type { Format } from './values/cell.ts';
export type { Column, Columns, Constant } from './values/columns.ts';
export { parseExact, stringifyExact } from './values/exact-json.ts';
export { ExactNumber } from './values/exact-number.ts';
