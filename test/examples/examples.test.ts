import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startProcess } from '../world/started.ts';

/** The expected result of each example's command. The commands are in the READMEs. */
const EXAMPLES: Record<string, { code: number; prints: readonly string[] }> = {
  '01-a-file': { code: 1, prints: ['7 records read', 'loaded     3', 'rejected   4'] },
  '02-a-stream': { code: 0, prints: ['2 rejected', '3 rejected', 'loaded: 2', 'rejected: 2'] },
  '03-postgres': { code: 1, prints: ['4 records read', 'loaded     3', 'rejected   1'] },
  '04-http': { code: 1, prints: ['6 records read', 'loaded     5', 'rejected   1'] },
  '05-csv-with-transforms': { code: 1, prints: ['8 records read', 'loaded     3', 'rejected   5'] },
  '06-your-own-plugin': {
    code: 1,
    prints: ['5 records read', 'skipped    1', 'loaded     3', 'rejected   1'],
  },
  '07-your-own-source': { code: 1, prints: ['4 records read', 'loaded     3', 'rejected   1'] },
};

test('every example folder is tested here', async () => {
  const names = await readdir('examples');
  expect(names.filter((name) => /^\d/.test(name))).toEqual(Object.keys(EXAMPLES));
});

test.concurrent.each(Object.entries(EXAMPLES))('%s', async (name, { code, prints }) => {
  const folder = join('examples', name);
  const before = await runsIn(folder);
  const ended = await run(['examples/run.mjs', name.slice(0, 2)]);
  const runs = (await runsIn(folder)).filter((one) => !before.includes(one));
  try {
    for (const line of prints) expect(ended.output).toContain(line);
    expect(ended.code).toBe(code);
    const readme = await readFile(join(folder, 'README.md'), 'utf8');
    const listed = [...readme.matchAll(/^\| `(\S+)` +\| `(\w+)` +\|/gm)];
    if (listed.length === 0) return;
    const text = await readFile(join(folder, '.rowferry', runs[0] ?? '', 'rejected.jsonl'), 'utf8');
    const lines = text.trim().split('\n');
    const refused = lines.map((line) => JSON.parse(line)).map(({ at, by }) => `${at} ${by}`);
    expect(listed.map(([, at, by]) => `${at} ${by}`).sort()).toEqual(refused.sort());
  } finally {
    for (const one of runs) await rm(join(folder, '.rowferry', one), { recursive: true });
  }
});

test('an unknown number lists the examples', async () => {
  const { code, output } = await run(['examples/run.mjs', '99']);
  expect(output).toContain('01-a-file, 02-a-stream');
  expect(code).toBe(2);
});

async function runsIn(folder: string): Promise<string[]> {
  return await readdir(join(folder, '.rowferry')).catch(() => []);
}

async function run(args: readonly string[]): Promise<{ code: number | null; output: string }> {
  const { code, stdout, stderr } = await startProcess([process.execPath, ...args]).ended;
  return { code, output: stdout + stderr };
}
