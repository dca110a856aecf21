import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const run = fileURLToPath(new URL('large-error-list.run.ts', import.meta.url));
const root = fileURLToPath(new URL('../..', import.meta.url));

/** A list held in memory would need 200 MB for its strings alone. */
const HEAP_MB = 96;
const PEAK_MB = 400;

async function runWith(list: string): Promise<Record<string, number>> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [`--max-old-space-size=${HEAP_MB}`, '--conditions=@rowferry/source', '--import=tsx', run, list],
    { cwd: root },
  );
  return JSON.parse(stdout) as Record<string, number>;
}

test.concurrent('100,000 rows, all refused with 2 KB of echo: merged in bounded memory', async () => {
  const { peakMb, ...outcome } = await runWith('long echoes');
  expect(outcome).toEqual({ wrong: 0, told: 100_000, errors: 100_000, rejected: 100_000 });
  expect(peakMb).toBeLessThan(PEAK_MB);
});

test.concurrent('1,000,000 errors on the same rows: all told, in order, in bounded memory', async () => {
  const { peakMb, ...outcome } = await runWith('many errors');
  expect(outcome).toEqual({ wrong: 0, told: 100_000, errors: 1_000_000, rejected: 100_000 });
  expect(peakMb).toBeLessThan(PEAK_MB);
});
