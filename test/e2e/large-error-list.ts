import { fileURLToPath } from 'node:url';
import { beforeAll, expect, test } from 'vitest';
import { printedBy } from '../world/started.ts';

const run = fileURLToPath(new URL('large-error-list.run.ts', import.meta.url));
const root = fileURLToPath(new URL('../..', import.meta.url));

/** For 20,000 rows, the strings of the first list would need 200 MB, and the errors of the second 120 MB. */
const HEAP_MB = 64;
/** The process takes 120 before it starts to merge. */
const PEAK_MB = 250;

/** Tests jobs of this many rows, all of which are refused. */
export function testErrorLists(rows: number): void {
  let outcomes: Map<string, Record<string, number>>;
  beforeAll(async () => {
    const node = [process.execPath, `--max-old-space-size=${HEAP_MB}`];
    const source = ['--conditions=@rowferry/source', '--import=tsx'];
    const lines = (await printedBy([...node, ...source, run, String(rows)], { cwd: root }))
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    outcomes = new Map(lines.map(({ name, outcome }) => [name, outcome]));
  });

  test(`${rows} rows, all refused with 10 KB of echo: merged in bounded memory`, () => {
    const { peakMb, ...outcome } = outcomes.get('long echoes') ?? {};
    expect(outcome).toEqual({ wrong: 0, verdicts: rows, errors: rows, rejected: rows });
    expect(peakMb).toBeLessThan(PEAK_MB);
  });

  test(`${10 * rows} errors on the same rows: all reported, in order, in bounded memory`, () => {
    const { peakMb, ...outcome } = outcomes.get('many errors') ?? {};
    expect(outcome).toEqual({ wrong: 0, verdicts: rows, errors: 10 * rows, rejected: rows });
    expect(peakMb).toBeLessThan(PEAK_MB);
  });
}
