import { RowferryError } from '../contract/errors.ts';

export function runExists(folder: string): RowferryError {
  return new RowferryError(
    'RUN_EXISTS',
    `${folder} already contains a run; resume it, or choose another directory`,
  );
}

export function runForeign(path: string): RowferryError {
  const message = `${path} belongs to another user, and a run executes what its directory names; continue the run as that user, or choose another directory`;
  return new RowferryError('RUN_FOREIGN', message);
}

export function notEmpty(trace: string): RowferryError {
  const message = `${trace} would be replaced; move it away, or choose another directory`;
  return new RowferryError('RUN_EXISTS', message);
}

export function journalLost(path: string, trace: string): RowferryError {
  return new RowferryError(
    'FILE_LOST',
    `${path} has no whole line, although ${trace} shows that the run has done work; restore the latest journal, then resume: with an older copy, records would be loaded again`,
  );
}
