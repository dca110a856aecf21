import { RowferryError } from '../contract/errors.ts';

/** A file that the journal names does not have as many whole lines, or other items, as were written to it. */
export function itemsLost(
  path: string,
  has: number,
  needs: number,
  items: 'lines' | 'records',
): RowferryError {
  return new RowferryError(
    'FILE_LOST',
    `${path} has ${has} ${items}, but the run needs ${needs}; restore the file, then resume`,
  );
}

/** A file that the journal names does not have as many bytes as were written to it; `jobs` wait for nothing. */
export function fileLost(
  path: string,
  has: number,
  needs: number,
  jobs: readonly string[] = [],
): RowferryError {
  const slots =
    jobs.length === 0
      ? ''
      : `; if it cannot be restored, cancel these jobs, which occupy slots: ${jobs.join(', ')}`;
  return new RowferryError(
    'FILE_LOST',
    `${path} has ${has} bytes, but the run needs ${needs}; restore the file, then resume${slots}`,
    { jobs },
  );
}
