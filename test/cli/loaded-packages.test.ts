import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { startProcess } from '../world/started.ts';
import { COMMAND, folderWith, VEHICLES, vehicles } from './rowferry.ts';

/** Writes every module that a process imports to a file. */
const HOOKS = `import { appendFileSync } from 'node:fs';
export async function load(url, context, next) {
  appendFileSync(process.env.LOADED, url + '\\n');
  return await next(url, context);
}`;
const PRELOAD = `import { register } from 'node:module';
register('./hooks.mjs', import.meta.url);`;

/** Third-party packages that take long to load. Of our own packages, all are reported. */
const LARGE = ['csv-parse', 'jiti', 'pg', 'undici', 'yaml', 'zod'];

const MODULE = `export default {
  source: [{ vin: 'A' }],
  columns: { vin__c: 'vin' },
  target: { use: './nothing.mjs' },
};`;

/** Returns the packages, other than its own, that a command loaded, and its exit code. */
async function loadedBy(args: readonly string[]) {
  await using folder = await folderWith({
    'hooks.mjs': HOOKS,
    'preload.mjs': PRELOAD,
    'v.yaml': VEHICLES,
    'm.mjs': MODULE,
    'vehicles.jsonl': vehicles(1),
  });
  const { path: cwd } = folder;
  const [node = '', ...main] = COMMAND;
  const env = {
    LOADED: join(cwd, 'loaded'),
    ZUORA_BASE_URL: 'http://127.0.0.1:1',
    ZUORA_CLIENT_ID: 'id',
    ZUORA_CLIENT_SECRET: 'secret',
  };
  const command = [node, '--import', join(cwd, 'preload.mjs'), ...main, ...args];
  const { code } = await startProcess(command, { cwd, env }).ended;
  const urls = (await readFile(join(cwd, 'loaded'), 'utf8')).split('\n');
  const packages = new Set(urls.flatMap((url) => packageAt(url) ?? []));
  expect(packages).toContain('rowferry');
  packages.delete('rowferry');
  const reported = [...packages].filter(
    (name) => name.startsWith('@rowferry/') || LARGE.includes(name),
  );
  return { code, packages: reported.sort() };
}

function packageAt(url: string): string | undefined {
  const folder = /\/packages\/([^/]+)\/(?:bin|dist)\//.exec(url)?.[1];
  if (folder !== undefined) return folder === 'cli' ? 'rowferry' : `@rowferry/${folder}`;
  return /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(url)?.[1];
}

const CORE = ['@rowferry/core', 'zod'];
const ZUORA = ['@rowferry/core', '@rowferry/json', '@rowferry/zuora', 'undici', 'zod'];
const JSONL = ['@rowferry/files', '@rowferry/json', '@rowferry/source-jsonl'];
const JSONL_TO_ZUORA = [...new Set([...ZUORA, ...JSONL, 'yaml'])].sort();

describe.concurrent('a command loads only what it uses', () => {
  test.each<[string, number, readonly string[]]>([
    ['--version', 0, []],
    ['--help', 0, []],
    ['run --help', 0, []],
    ['jobs create --help', 0, []],
    ['simulate --help', 0, ['@rowferry/simulator']],
    ['run', 2, []],
    ['status out --quiet', 2, []],
    // Misspelt, and compared with the known words.
    ['run v.yaml --run-dri out', 2, CORE],
    ['status nowhere', 2, CORE],
    ['simulate --port 70000', 2, ['@rowferry/simulator']],
    ['demo --write movies', 0, []],
    ['jobs list --base-url http://127.0.0.1:1', 75, ZUORA],
    ['run v.yaml', 75, JSONL_TO_ZUORA],
    ['run m.mjs', 2, CORE],
  ])('rowferry %s', async (args, code, packages) => {
    expect(await loadedBy(args.split(' '))).toEqual({ code, packages });
  });
});
