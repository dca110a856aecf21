import fc from 'fast-check';
import { expect, it } from 'vitest';
import { statementIn } from './query-text.ts';

const STATEMENTS = [
  'SELECT 1 AS a',
  'select(1)',
  'TABLE vehicles',
  'Values (1)',
  'WITH x AS (SELECT 1) TABLE x',
  '((SELECT 1))',
  "SELECT ';--' || E'\\';' || $$;'$$ || $t$;$$;--$t$ /* ; */ || date'x\\' -- y\n|| \"a\"\";\"",
  'SELECT $1::text, a$b$ FROM x$b$',
];
const nothing = fc.constantFrom(' ', '\n', '\t', '-- a; SELECT\n', '/* b; /* c */ */', '--\r');

it('finds the statement between comments and blanks, without its semicolon', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...STATEMENTS),
      fc.array(nothing, { maxLength: 4 }),
      fc.array(fc.oneof(nothing, fc.constant(';')), { maxLength: 4 }),
      fc.constantFrom('', '-- end', '/* end */'),
      (statement, before, after, end) => {
        const query = `${before.join('')}${statement}${after.join('')}${end}`;
        expect(statementIn(query)).toBe(statement);
      },
    ),
  );
});

it.each([
  'COPY vehicles TO STDOUT',
  'SHOW server_version',
  'EXPLAIN SELECT 1',
  'DELETE FROM x RETURNING *',
  '-- SELECT 1',
  '/* SELECT 1 */ COPY x TO STDOUT',
  '/* /* */ SELECT 1',
  'SELECTED',
  'table$',
  'withé',
  ';',
])('%j is not a statement that returns rows', (query) => {
  expect(statementIn(query)).toBeUndefined();
});

it('does not change text without its closing quote or mark', () => {
  for (const query of ["SELECT 'a; -- b", 'SELECT "a', 'SELECT $a$ b', 'SELECT 1 /* a']) {
    expect(query.startsWith(statementIn(query) ?? 'x')).toBe(true);
  }
});
