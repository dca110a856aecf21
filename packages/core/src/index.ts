export {
  type Answer,
  type ErrorCode,
  RowferryError,
  TargetError,
  type TargetFailure,
} from './errors.ts';
export { checkOptions, suggest } from './options.ts';
export {
  type Batch,
  type Checkpoint,
  type ReadOptions,
  type Source,
  type SourceInput,
  type SourceRecord,
  Unreadable,
} from './source.ts';
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
export { parseExact, stringifyExact } from './values/exact-json.ts';
export { ExactNumber } from './values/exact-number.ts';
