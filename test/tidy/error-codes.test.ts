import ts from 'typescript';
import { expect, test } from 'vitest';
import { EXIT_BY_CODE } from '../../packages/cli/src/exit-codes.ts';
import { packageOf, read, SOURCES } from './tree.ts';

const UNIONS = {
  'packages/core/src/contract/errors.ts': ['ErrorCode'],
  'packages/core/src/contract/rejection.ts': ['RejectionCode'],
  'packages/core/src/contract/unresolved.ts': ['UnresolvedCode'],
};

/** The literals of a union of strings. */
function literalsOf(path: string, name: string): string[] {
  const file = ts.createSourceFile(path, read(path), ts.ScriptTarget.Latest, true);
  const found = file.statements.find(
    (node): node is ts.TypeAliasDeclaration =>
      ts.isTypeAliasDeclaration(node) && node.name.text === name,
  );
  if (found === undefined) throw new Error(`${path} has no type ${name}`);
  return [...found.type.getText().matchAll(/'([^']+)'/g)].map(([, literal = '']) => literal);
}

/** The codes of records that a source could not read. */
function sourceCodes(): string[] {
  return SOURCES.filter((path) => packageOf(path) !== undefined).flatMap((path) =>
    [...read(path).matchAll(/new Unreadable\(\s*'([A-Z0-9_]+)'/g)].map(([, code = '']) => code),
  );
}

test('every code has a heading in docs/errors.md, and every heading is a code', () => {
  const codes = Object.entries(UNIONS).flatMap(([path, names]) =>
    names.flatMap((name) => literalsOf(path, name)),
  );
  const headings = [...read('docs/errors.md').matchAll(/^#{2,3} `([^`]+)`$/gm)].map(
    ([, code]) => code,
  );
  expect(headings.toSorted()).toEqual([...new Set([...codes, ...sourceCodes()])].sort());
});

test('the table of exit codes in docs/errors.md is the one of the command line', () => {
  const rows = [...read('docs/errors.md').matchAll(/^\| `([A-Z_]+)` +\| (\d+) +\|$/gm)];
  const table = Object.fromEntries(rows.map(([, code, exitCode]) => [code, Number(exitCode)]));
  expect(table).toEqual(EXIT_BY_CODE);
  expect(rows).toHaveLength(Object.keys(EXIT_BY_CODE).length);
});
