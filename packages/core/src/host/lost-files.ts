import { RowferryError } from '../contract/errors.ts';

/** A file that the journal names has not as many whole lines as were written to it. */
export function linesLost(path: string, has: number, needs: number): RowferryError {
  return new RowferryError(
    'FILE_LOST',
    `${path} has ${has} of ${needs} lines that the run needs; bring the file back, then resume`,
  );
}

/** A file that the journal names is not as it was. */
export function fileLost(path: string, has: number, needs: number, besides = ''): RowferryError {
  return new RowferryError(
    'FILE_LOST',
    `${path} has ${has} of ${needs} bytes that the run needs; bring the file back, then resume${besides}`,
  );
}
