import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const run = fileURLToPath(new URL('huge-page.run.ts', import.meta.url));
const root = fileURLToPath(new URL('../..', import.meta.url));

/** About 190 MB of JSON, half of which is sent twice. */
const RECORDS = 200_000;
const HEAP_MB = 64;
const PEAK_MB = 300;

test.each(['json', 'jsonl'])(
  'one huge page of %s, broken off once, in bounded memory',
  async (format) => {
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [
        `--max-old-space-size=${HEAP_MB}`,
        ...['--conditions=@rowferry/source', '--import=tsx', run, String(RECORDS), format],
      ],
      { cwd: root },
    );
    const { peakMb, ...outcome } = JSON.parse(stdout);
    expect(outcome).toEqual({ read: RECORDS, wrong: 0, requests: 2 });
    expect(peakMb).toBeLessThan(PEAK_MB);
  },
);
