export type { ColumnDefinition, Definition } from './contract/definition.ts';
export { type ErrorCode, RowferryError, RunStopped } from './contract/errors.ts';
export type {
  Job,
  JobEnd,
  JobError,
  JobPage,
  JobPhase,
  JobQuery,
  JobStep,
} from './contract/job.ts';
export type { JobOptions } from './contract/job-options.ts';
export { type JsonBytes, jsonBytes } from './contract/json-bytes.ts';
export type {
  JobEvent,
  MaybePromise,
  Plugin,
  TransformContext,
} from './contract/plugin.ts';
export type { Progress, Wait, WaitReason } from './contract/progress.ts';
export type { Quota, QuotaLimit } from './contract/quota.ts';
export { Rejection, type RejectionCode } from './contract/rejection.ts';
export type { RowMeaning, RowOutcome } from './contract/row-outcome.ts';
export type { RunEnd, RunInfo, Spooled } from './contract/run-info.ts';
export {
  type Batch,
  type Checkpoint,
  type FieldsOptions,
  type ReadOptions,
  type Source,
  type SourceRecord,
  Unreadable,
} from './contract/source.ts';
export type { SourceInput } from './contract/source-input.ts';
export type { JobCounts, RecordCounts, Summary } from './contract/summary.ts';
export type {
  FoundRecord,
  JobRequest,
  Operation,
  RequestOptions,
  SystemFields,
  Target,
  TargetLimits,
  TargetTraits,
  UploadFile,
} from './contract/target.ts';
export type { Answer, Meaning, TargetFailure } from './contract/target-error.ts';
export { TargetError } from './contract/target-error.ts';
export type { UnresolvedCode, UnresolvedReason } from './contract/unresolved.ts';
export type { DuplicateOf, Refusal, RejectedBy, Verdict } from './contract/verdict.ts';
export type { Disk, DiskFile } from './host/disk.ts';
export type { Processes, ProcessMark } from './host/processes.ts';
export { realWorld, type World } from './host/world.ts';
export { migrate } from './migrate.ts';
export { type ResumeOptions, resume } from './resume.ts';
export type { RetryLink } from './retry/link.ts';
export { type RetryOptions, retry } from './retry.ts';
export type { Holder } from './run-directory/lock.ts';
export type { MigrateOptions } from './settings.ts';
export { type JobStatus, type RunStatus, readStatus } from './status.ts';
export type { Format } from './values/cell.ts';
export type { Column, Columns, Constant, FieldColumn } from './values/columns.ts';
export { ExactNumber } from './values/exact-number.ts';
export { parseExact } from './values/parse-exact.ts';
export { stringifyExact } from './values/stringify-exact.ts';
