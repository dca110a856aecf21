import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { SOURCE_RULES } from './source/conformance.ts';
import { TARGET_RULES } from './target/conformance.ts';

test('the README lists every rule with its exact promise, and no other', () => {
  const readme = readFileSync(join(import.meta.dirname, '..', 'README.md'), 'utf8');
  const tables = readme.split(/^\| rule .*$/m).slice(1);
  const documented = tables.map((table) =>
    [...table.split('\n\n')[0]!.matchAll(/^\| `([^`]+)` +\| (.*?) +\|/gm)].map(
      ([, name, promise]) => `${name}: ${promise}`,
    ),
  );
  expect(documented).toEqual(
    [SOURCE_RULES, TARGET_RULES].map((rules) =>
      rules.map(({ name, promise }) => `${name}: ${promise}`),
    ),
  );
});
