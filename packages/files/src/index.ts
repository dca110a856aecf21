export type { Place } from './checkpoint.ts';
export { expectFormat } from './expected-format.ts';
export { sourceChanged, sourceFailed } from './failure.ts';
export { identityOf, plainFiles } from './files.ts';
export {
  type FileBatch,
  type FilesOptions,
  type FileToRead,
  readFiles,
  rereadable,
} from './reading.ts';
