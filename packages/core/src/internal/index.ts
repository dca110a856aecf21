/**
 * What our own packages share beyond the public interface. It may change with any version: other programs
 * must not import it.
 */
export { escaped } from '../contract/escaped.ts';
export { isExposed, isLoopback } from '../contract/exposed-address.ts';
export { jsonTextOf } from '../contract/json-bytes.ts';
export { shown } from '../contract/near-name.ts';
export { checkOptions, named, suggest } from '../contract/options.ts';
export {
  isSecretHeader,
  isSecretName,
  isSecretVariable,
  withoutSecrets,
} from '../contract/secret-names.ts';
export { RAW_BYTES_NEEDED } from '../contract/source.ts';
export { orAborted } from '../contract/until-aborted.ts';
export { migrateAs } from '../migrate.ts';
export { resumeAs } from '../resume.ts';
export { readLink as readRetryLink } from '../retry/link.ts';
export { retryAs } from '../retry.ts';
export {
  type MigrationFile,
  type RunDescription,
  readDescription,
} from '../run-directory/description.ts';
export { digestOf, type Parts } from '../run-directory/digests.ts';
export { claimRunDirectory } from '../run-directory/directory.ts';
export { newRunId } from '../run-directory/run-id.ts';
export type { StartedBy } from '../settings.ts';
export { cell } from '../values/cell.ts';
export { DEPTH_MAX, isTooDeep } from '../values/json-depth.ts';
export { type JsonText, readJsonText } from '../values/json-text.ts';
