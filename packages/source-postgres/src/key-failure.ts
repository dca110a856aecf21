import { sourceFailed } from './failure.ts';

export function nullInKey(names: readonly string[]): Error {
  return sourceFailed(
    `\`orderBy\` (${names.join(', ')}) is NULL in some rows, which have no place in the order; ` +
      'exclude them in the query, or choose other columns',
  );
}

export function keyNotUnique(names: readonly string[]): Error {
  return sourceFailed(
    `\`orderBy\` (${names.join(', ')}) is not unique: some rows have the same values there, and a ` +
      'restart between them would lose one; add columns that make it unique',
  );
}

export function keyNotUtf8(names: readonly string[]): Error {
  return sourceFailed(
    `\`orderBy\` (${names.join(', ')}) contains bytes that are not UTF-8, so no restart from it is ` +
      'possible; choose other columns',
  );
}
