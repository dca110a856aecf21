import { Unreadable } from '@rowferry/core';
import { sourceFailed } from '@rowferry/files';

const COMMON_DELIMITERS: Readonly<Record<string, string>> = {
  ',': 'a comma',
  ';': 'a semicolon',
  '\t': 'a tab',
  '|': 'a vertical bar',
};

/**
 * The names of the columns from the header row of `place`, a file and a line. A column without a
 * name is called `column 3`, for its place. Throws `SOURCE_FAILED` for a name that stands twice. The
 * message tells no name: what is taken for a header may be a record.
 */
export function namesOf(
  cells: readonly string[] | Unreadable,
  delimiter: string,
  place: string,
): string[] {
  if (cells instanceof Unreadable) {
    throw sourceFailed(`${place}: the header cannot be read: ${cells.rejected.message}`);
  }
  const names = cells.map((cell, index) => cell || `column ${index + 1}`);
  for (const [index, name] of names.entries()) {
    const first = names.indexOf(name);
    if (first === index) continue;
    throw sourceFailed(
      `${place}: columns ${first + 1} and ${index + 1} of the header have the same name; correct ` +
        'the header, or give `names` and `header: true`',
    );
  }
  const [only = ''] = names;
  const other = Object.keys(COMMON_DELIMITERS).find(
    (mark) => mark !== delimiter && only.includes(mark),
  );
  if (names.length === 1 && other !== undefined) {
    throw sourceFailed(
      `${place}: the header is one column that holds ${COMMON_DELIMITERS[other]}; ` +
        'say which `delimiter` the file has, or give `names` and `header: true`',
    );
  }
  return names;
}

/** Throws `SOURCE_FAILED` if a file has other columns than the one before; their order is free. */
export function checkSame(names: readonly string[], before: Header, place: string): void {
  const known = new Set(before.names);
  const added = names.filter((name) => !known.delete(name)).length;
  if (added === 0 && known.size === 0) return;
  throw sourceFailed(
    `${place}: of the columns of ${before.fileName}, the header lacks ${known.size}, and it has ` +
      `${added} others; give the files the same columns, or read them apart`,
  );
}

/** The header of one file. */
export interface Header {
  readonly fileName: string;
  readonly names: readonly string[];
}
