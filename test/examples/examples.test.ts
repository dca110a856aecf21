import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DEFAULT_CLIENT, startSimulator } from '@rowferry/simulator';
import { expect, test } from 'vitest';

/** How each example is started, in its folder, and what it must come to. */
const EXAMPLES: Record<string, { words: string[]; code: number; says: string[] }> = {
  '01-a-file': {
    words: ['packages/cli/src/main.ts', 'run', 'examples/01-a-file/vehicles.yaml', '--json'],
    code: 1,
    says: ['"read": 7', '"loaded": 3', '"rejected": 4', '"unresolved": 0'],
  },
  '02-a-stream': {
    words: ['examples/02-a-stream/migrate.mjs'],
    code: 0,
    says: ['0 loaded', '1 loaded', '2 rejected', '3 rejected', 'loaded: 2', 'rejected: 2'],
  },
  '03-postgres': {
    words: [
      'examples/03-postgres/legacy-database.mjs',
      process.execPath,
      '--conditions=@rowferry/source',
      '--import',
      'tsx',
      'packages/cli/src/main.ts',
      'run',
      'examples/03-postgres/vehicles.yaml',
      '--json',
    ],
    code: 1,
    says: ['"read": 4', '"loaded": 3', '"rejected": 1'],
  },
  '04-http': {
    words: [
      'examples/04-http/legacy-api.mjs',
      process.execPath,
      '--conditions=@rowferry/source',
      '--import',
      'tsx',
      'packages/cli/src/main.ts',
      'run',
      'examples/04-http/vehicles.yaml',
      '--json',
    ],
    code: 1,
    says: ['"read": 6', '"loaded": 5', '"rejected": 1'],
  },
  '05-csv-with-transforms': {
    words: [
      'packages/cli/src/main.ts',
      'run',
      'examples/05-csv-with-transforms/vehicles.yaml',
      '--json',
    ],
    code: 1,
    says: ['"read": 9', '"loaded": 3', '"rejected": 6'],
  },
  '06-a-plugin-of-ones-own': {
    words: [
      'packages/cli/src/main.ts',
      'run',
      'examples/06-a-plugin-of-ones-own/vehicles.yaml',
      '--json',
    ],
    code: 1,
    says: ['"read": 5', '"skipped": 1', '"loaded": 3', '"rejected": 1'],
  },
  '07-a-source-of-ones-own': {
    words: [
      'packages/cli/src/main.ts',
      'run',
      'examples/07-a-source-of-ones-own/vehicles.yaml',
      '--json',
    ],
    code: 1,
    says: ['"read": 4', '"loaded": 3', '"rejected": 1'],
  },
};

test('every folder of examples is run here', async () => {
  expect(await readdir('examples')).toEqual(Object.keys(EXAMPLES));
});

test.each(Object.entries(EXAMPLES))('%s', async (name, { words, code, says }) => {
  const readme = await readFile(join('examples', name, 'README.md'), 'utf8');
  expect(readme).toContain('```sh');
  await using simulator = await startSimulator();
  const { clientId, clientSecret } = DEFAULT_CLIENT;
  const env = {
    ...process.env,
    ZUORA_BASE_URL: simulator.url,
    ZUORA_CLIENT_ID: clientId,
    ZUORA_CLIENT_SECRET: clientSecret,
  };
  const folder = await mkdtemp(join(tmpdir(), 'rowferry-example-'));
  const runDir = words.includes('run') ? ['--run-dir', join(folder, 'run')] : [];
  const node = ['--conditions=@rowferry/source', '--import', 'tsx', ...words, ...runDir];
  try {
    const ended = await run(node, env);
    for (const line of says) expect(ended.stdout).toContain(line);
    expect(ended.code).toBe(code);
    const listed = [...readme.matchAll(/^\| `(\S+)` +\| `(\w+)` +\|/gm)];
    if (listed.length === 0) return;
    const lines = (await readFile(join(folder, 'run/rejected.jsonl'), 'utf8')).trim().split('\n');
    const refused = lines.map((line) => JSON.parse(line)).map(({ at, by }) => `${at} ${by}`);
    expect(listed.map(([, at, by]) => `${at} ${by}`).sort()).toEqual(refused.sort());
  } finally {
    await rm(folder, { recursive: true });
  }
});

test("the source of one's own is held against the kit", async () => {
  const script = 'examples/07-a-source-of-ones-own/fixed-width.test.mjs';
  const node = ['--conditions=@rowferry/source', '--import', 'tsx', '--test-reporter=tap'];
  const ended = await run([...node, '--test', script], process.env);
  expect(ended.stdout).toMatch(/^# pass 21$/m);
  expect(ended.stdout).toMatch(/^# fail 0$/m);
  expect(ended.code).toBe(0);
});

function run(words: string[], env: NodeJS.ProcessEnv): Promise<{ code: unknown; stdout: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, words, { env }, (error, stdout) => {
      resolve({ code: error?.code ?? 0, stdout });
    });
  });
}
