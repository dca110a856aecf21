import { describe, expect, it } from 'vitest';
import { comparableKey } from '../chunks/key-hash.ts';
import { canonicalCell } from './canonical-cell.ts';
import { cell } from './cell.ts';
import { foldedText } from './folded-text.ts';
import { looseNumbers } from './loose-number.ts';
import { looseTimes } from './loose-time.ts';
import { parseExact } from './parse-exact.ts';
import { stringifyExact } from './stringify-exact.ts';

/** At this length, work that grows with the square would take an hour. */
const PLACES = 1_000_000;
const ZEROS = '0'.repeat(PLACES);
const NINES = '9'.repeat(PLACES);
const CPU_MS_MAX = 60_000;

const WORK: Readonly<Record<string, (text: string) => unknown>> = {
  canonicalCell,
  comparableKey,
  foldedText,
  looseNumbers,
  looseTimes,
  'parseExact and back': (text) => {
    const json = `{"a":${text}}`;
    const { a } = parseExact(json) as { a: unknown };
    expect(stringifyExact({ a })).toBe(json);
    return cell(a);
  },
};

const NUMBERS = [`1${ZEROS}1`, NINES, `1.${ZEROS}1`, `0.${NINES}`, `1${ZEROS}`];
const TEXTS = [
  ...NUMBERS,
  ...[`${NINES}x`, `1${ZEROS}x`, `2026-01-01T00:00:00.${ZEROS}1Z`, `1.${NINES}.1`, `.${ZEROS}`],
  ...[`-${NINES}e5`, `1e${NINES}`, ','.repeat(PLACES), `1${',000'.repeat(PLACES / 4)}`],
  ...[
    ' '.repeat(PLACES),
    `x${' '.repeat(PLACES)}x`,
    `${'-'.repeat(PLACES)}x`,
    'e\u0301'.repeat(PLACES / 2),
  ],
];

describe('the time for a text of a million places', () => {
  it.each(Object.entries(WORK))('does not grow with its square: %s', (name, work) => {
    for (const text of name.startsWith('parseExact') ? NUMBERS : TEXTS) {
      const started = process.cpuUsage();
      work(text);
      const { user, system } = process.cpuUsage(started);
      expect((user + system) / 1000, `${text.slice(0, 30)}…`).toBeLessThan(CPU_MS_MAX);
    }
  });
});
