import { fileURLToPath } from 'node:url';
import { beforeAll, expect, test } from 'vitest';
import { printedBy } from '../world/started.ts';

const run = fileURLToPath(new URL('huge-page.run.mjs', import.meta.url));

/** About 145 MB of JSON, half of which is sent twice. */
const RECORDS = 16_000;
const HEAP_MB = 64;
/** The process takes 75 before it starts to read. */
const PEAK_MB = 200;

let outcomes: Map<string, Record<string, number>>;
beforeAll(async () => {
  const node = [process.execPath, `--max-old-space-size=${HEAP_MB}`];
  const lines = (await printedBy([...node, run, String(RECORDS)]))
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  outcomes = new Map(lines.map(({ format, outcome }) => [format, outcome]));
});

test.each(['json', 'jsonl'])(
  'reads one huge page of %s that breaks off once, in bounded memory',
  (format) => {
    const { peakMb, ...outcome } = outcomes.get(format) ?? {};
    expect(outcome).toEqual({ read: RECORDS, wrong: 0, requests: 2 });
    expect(peakMb).toBeLessThan(PEAK_MB);
  },
);
