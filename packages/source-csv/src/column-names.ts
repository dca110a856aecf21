import { shown, suggest } from '@rowferry/core/internal';
import { sourceFailed } from '@rowferry/files';

const COMMON_DELIMITERS: Readonly<Record<string, string>> = {
  ',': 'a comma',
  ';': 'a semicolon',
  '\t': 'a tab',
  '|': 'a vertical bar',
};

/**
 * The names of the columns, from the cells of the header at `place`. A column without a name is named after
 * its place, such as `column 3`. Throws `SOURCE_FAILED` if a name occurs twice. The message contains no
 * name: what is read as a header may be a record.
 */
export function namesOf(cells: readonly string[], delimiter: string, place: string): string[] {
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
      `${place}: the header is one column that contains ${COMMON_DELIMITERS[other]}; ` +
        'set `delimiter` to that of the file, or give `names` and `header: true`',
    );
  }
  return names;
}

/** Throws `SOURCE_FAILED` if an option names a column that the header at `place` does not have. */
export function checkNamed(
  option: string,
  named: readonly string[],
  names: readonly string[],
  place: string,
): void {
  const unknown = named.find((name) => !names.includes(name));
  if (unknown === undefined) return;
  throw sourceFailed(
    `${place}: \`${option}\` names ${shown(unknown)}, which is not a column${suggest(unknown, names)}`,
  );
}
