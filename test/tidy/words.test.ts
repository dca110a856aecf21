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

/** What people read: data is data. */
const PROSE = FILES.filter(
  (path) => /\.(ts|mjs|cjs|js|ya?ml|md)$/.test(path) && path !== 'test/tidy/words.test.ts',
);

/** Words that are gone, with what is written in their place. */
const GONE: readonly { readonly word: RegExp; readonly instead: string }[] = [
  { word: /conduct(s|ed|ing)?\b/i, instead: 'run' },
  { word: /stretch/i, instead: 'segment' },
  { word: /carrier/i, instead: 'prior job' },
  { word: /\b(makerOf|Maker)\b/, instead: 'creator' },
  { word: /stranger/i, instead: 'foreign jobs' },
  { word: /remed(y|ies)/i, instead: 'recovery' },
  { word: /\blessons?\b/i, instead: 'what is known of the tenant' },
  { word: /\bdoubt(s|ed|ful)\b/i, instead: 'in doubt' },
  { word: /\b(premises|trials|lots?)\b/, instead: 'what the code around it calls it' },
  { word: /\b(fore)?told\b/i, instead: 'reported, notified, named' },
  { word: /\bstand(s|ing)?\b(?! (for|still)\b)/i, instead: 'is' },
  { word: /\bseen over\b|\bas it was written\b/i, instead: 'has ended, unchanged' },
  { word: /\bheld against\b|\bin passing\b|\blest\b/i, instead: 'compared with, so that … not' },
  { word: /\b(in vain|all the same|heed(s|ed)?|anew|thereby)\b/i, instead: 'a common word' },
  { word: /\b(takeHold|holdOf|HoldFile|isHeld)\b/, instead: 'lock' },
  { word: /\b(JobContext|MAKER_UNCERTAIN|RUN_HELD)\b/, instead: 'what the design calls it' },
];

test.each(GONE)('nowhere is $word written, but $instead', ({ word }) => {
  expect(linesWith(word, PROSE)).toEqual([]);
  expect(FILES.filter((path) => word.test(path))).toEqual([]);
});

test.each(BANS)('nowhere is $what', ({ pattern, files }) => {
  expect(linesWith(pattern, files)).toEqual([]);
});

function linesWith(pattern: RegExp, files: readonly string[]): string[] {
  return files.flatMap((path) =>
    read(path)
      .split('\n')
      .flatMap((line, index) => (pattern.test(line) ? `${path}:${index + 1}: ${line.trim()}` : [])),
  );
}
