export type { Place } from './checkpoint.ts';
export { sourceFailed } from './failure.ts';
export {
  type FileBatch,
  type FilesOptions,
  type FileToRead,
  readFiles,
  rereadable,
} from './reading.ts';
export { identityOf } from './files.ts';
