import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { folderWith, rowferry, start } from './rowferry.ts';

test('the demo shows rejections and names commands that work', async () => {
  await using folder = await folderWith({});
  const cwd = folder.path;
  const shown = await rowferry(['demo'], { cwd, env: { HTTP_PROXY: 'http://127.0.0.1:1' } });
  expect(shown).toMatchObject({ code: 0, stdout: '' });
  expect(shown.stderr).toMatch(/^Completed after .*: 3,201 records read, 21 jobs/m);
  expect(shown.stderr).toMatch(/^ {2}rejected +49$/m);
  expect(shown.stderr).toContain('movies.jsonl:10: The release date is in 2046');
  expect(shown.stderr).toContain('22 × 71012530 in title__c (rejected by target)');
  const runDir = /(\.rowferry\/\S+)\/rejected\.jsonl/.exec(shown.stderr)?.[1] ?? '';
  const rejected = await readFile(join(cwd, runDir, 'rejected.jsonl'), 'utf8');
  expect(rejected.trim().split('\n')).toHaveLength(49);

  const commands = [...shown.stderr.matchAll(/^ {2}npx rowferry (.*)$/gm)].map(([, args = '']) =>
    args.split(' '),
  );
  const [write, simulate, run, list] = commands;
  expect((await rowferry(write ?? [], { cwd })).code).toBe(0);
  expect((await rowferry(write ?? [], { cwd })).stderr).toContain('exists already');
  const port = (simulate ?? []).map((word) => (/^\d+$/.test(word) ? '0' : word));
  const below = await rowferry(['demo', '--write', 'movies/movies.yaml/below'], { cwd });
  expect(below.code).toBe(2);
  expect(below.stderr).toMatch(
    /^rowferry: movies.movies\.yaml.below.\S+ cannot be written \(E\w+\); name another folder\n$/,
  );
  const { child, ended, untilStderr } = start(port, { cwd });
  await untilStderr('Ctrl-C');
  child.kill('SIGINT');
  const line = /^ {2}export (.*)$/m.exec((await ended).stderr)?.[1] ?? '';
  const env = Object.fromEntries(line.split(' ').map((pair) => pair.split('=')));
  expect(Object.keys(env)).toEqual(['ZUORA_BASE_URL', 'ZUORA_CLIENT_ID', 'ZUORA_CLIENT_SECRET']);
  // The simulator has ended, so that only the connection can fail.
  expect((await rowferry(run ?? [], { cwd, env })).stderr).toContain('ECONNREFUSED');
  expect((await rowferry(list ?? [], { cwd, env })).stderr).toContain('ECONNREFUSED');
});
