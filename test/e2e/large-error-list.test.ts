import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { beforeAll, expect, test } from 'vitest';

const run = fileURLToPath(new URL('large-error-list.run.ts', import.meta.url));
const root = fileURLToPath(new URL('../..', import.meta.url));

/** In memory, the strings of the one list would need 200 MB, and the errors of the other 120. */
const HEAP_MB = 64;
/** The process takes 120 before it begins. */
const PEAK_MB = 250;

let outcomes: Map<string, Record<string, number>>;
beforeAll(async () => {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [`--max-old-space-size=${HEAP_MB}`, '--conditions=@rowferry/source', '--import=tsx', run],
    { cwd: root },
  );
  const lines = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  outcomes = new Map(lines.map(({ name, outcome }) => [name, outcome]));
});

test('20,000 rows, all refused with 10 KB of echo: merged in bounded memory', () => {
  const { peakMb, ...outcome } = outcomes.get('long echoes') ?? {};
  expect(outcome).toEqual({ wrong: 0, told: 20_000, errors: 20_000, rejected: 20_000 });
  expect(peakMb).toBeLessThan(PEAK_MB);
});

test('200,000 errors on the same rows: all told, in order, in bounded memory', () => {
  const { peakMb, ...outcome } = outcomes.get('many errors') ?? {};
  expect(outcome).toEqual({ wrong: 0, told: 20_000, errors: 200_000, rejected: 20_000 });
  expect(peakMb).toBeLessThan(PEAK_MB);
});
