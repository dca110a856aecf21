import { expect, test } from 'vitest';
import { FILES, read } from './tree.ts';

const CODE = FILES.filter(
  (path) => /\.(ts|mjs|cjs|js)$/.test(path) && !path.startsWith('test/tidy/'),
);
const TEXT = FILES.filter(
  (path) => /\.(ts|mjs|cjs|js|json|jsonl|ya?ml|md)$/.test(path) && !path.startsWith('test/tidy/'),
);
/** Programs that people start, which may talk to them. */
const TALKS = /^(packages\/cli|packages\/[^/]+\/bench|bench|scripts|examples)\//;

interface Ban {
  readonly what: string;
  readonly pattern: RegExp;
  readonly files: readonly string[];
}

const BANS: readonly Ban[] = [
  { what: 'work left undone', pattern: /\b(TODO|FIXME|XXX)\b/, files: CODE },
  { what: 'the type any', pattern: /(:|<|\bas)\s*any\b(?! \w)/, files: CODE },
  { what: 'a cast by way of unknown', pattern: /\bas unknown as\b/, files: CODE },
  { what: 'an error of types made silent', pattern: /@ts-(ignore|nocheck)\b/, files: CODE },
  {
    what: 'console',
    pattern: /\bconsole\./,
    files: CODE.filter((path) => !TALKS.test(path)),
  },
  {
    what: "a machine's path",
    pattern: /(?<![\w.$}/-])\/(home|Users|root|work|mnt)\/\w|[A-Z]:\\\\?Users/,
    files: TEXT,
  },
  {
    what: 'what Node 20 does not have',
    pattern: /\b(Promise\.withResolvers|Promise\.try|Object\.groupBy|Map\.groupBy)\b/,
    files: CODE,
  },
];

test.each(BANS)('nowhere stands $what', ({ pattern, files }) => {
  const found = files.flatMap((path) =>
    read(path)
      .split('\n')
      .flatMap((line, index) => (pattern.test(line) ? `${path}:${index + 1}: ${line.trim()}` : [])),
  );
  expect(found).toEqual([]);
});
