import {
  appendFile,
  mkdir,
  readdir,
  rename,
  stat,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import { defineObject, type Simulator, startSimulator } from '@rowferry/simulator';
import { describe, expect, test } from 'vitest';
import { printedBy } from '../world/started.ts';
import { expectOneLine } from './one-line.ts';
import { COMMAND, folderWith, rowferry, variablesOf } from './rowferry.ts';

const FIELDS = { a__c: { type: 'string' }, b__c: { type: 'integer' } } as const;
const DEFINITIONS = [defineObject('Thing', FIELDS), defineObject('Other', FIELDS)];

const MIGRATION = `source: { use: jsonl, path: in.jsonl }
columns: { a__c: a, b__c: b }
target:
  use: zuora
  baseUrl: \${ZUORA_BASE_URL}
  clientId: \${ZUORA_CLIENT_ID}
  clientSecret: \${ZUORA_CLIENT_SECRET}
  object: Thing
  operation: create
jobs: { errorsLagSeconds: 0 }
`;
const RECORDS = '{"a":"x","b":1}\n{"a":"y","b":2}\n{"a":"z","b":"bad"}\n';

/** A folder in which the migration has been run to its end once: two records are loaded. */
async function ranOnce(options: { args?: string[]; files?: Record<string, string> } = {}) {
  const { args = [], files = {} } = options;
  const simulator = await startSimulator({ definitions: DEFINITIONS });
  const folder = await folderWith({ 'm.yaml': MIGRATION, 'in.jsonl': RECORDS, ...files });
  const cwd = folder.path;
  const run = (
    more: readonly string[] = [],
    given: { name?: string; cwd?: string; tenant?: Simulator } = {},
  ) =>
    rowferry(['run', given.name ?? 'm.yaml', ...more], {
      cwd: given.cwd ?? cwd,
      env: variablesOf(given.tenant ?? simulator),
    });
  const first = await run(args);
  return {
    ...{ simulator, cwd, run, first },
    stored: () => simulator.tenant.recordCount('Thing'),
    runs: () => readdir(join(cwd, '.rowferry')),
    write: (name: string, text: string) => writeFile(join(cwd, name), text),
    async [Symbol.asyncDispose]() {
      await simulator[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
}

describe.concurrent('a create of the same records', () => {
  test('is refused before anything is sent, names the earlier run, and is done with --again', async () => {
    await using once = await ranOnce();
    expect(once.first.code).toBe(1);
    const [runId] = await once.runs();
    const jobs = once.simulator.tenant.jobs().length;
    const second = await once.run(['--run-dir', 'elsewhere']);
    expectOneLine(
      second,
      new RegExp(
        `^rowferry: Thing records were already created from the same source: run ${runId} in \\.rowferry/${runId} ended at \\d{4}-\\S+Z and loaded 2 records\\. If .* another part of the source, .* --again; .*rowferry retry \\.rowferry/${runId} \\[RUN_REPEATED\\]\\n$`,
      ),
    );
    expect(once.simulator.tenant.jobs()).toHaveLength(jobs);
    expect(await once.runs()).toEqual([runId]);
    expect(await readdir(once.cwd)).not.toContain('elsewhere');
    const again = await once.run(['--again']);
    expect(again.code).toBe(1);
    expect(once.stored()).toBe(4);
    expect((await once.run()).stderr).toContain((await once.runs())[1]);
  });

  test('is run if the file has other content, as every night', async () => {
    await using once = await ranOnce();
    const { mtime } = await stat(join(once.cwd, 'in.jsonl'));
    await once.write('in.jsonl', RECORDS.replace('"x"', '"v"'));
    expect((await once.run()).code).toBe(1);
    expect(once.stored()).toBe(4);
    // Another size is other content, whatever the time.
    await appendFile(join(once.cwd, 'in.jsonl'), '{"a":"w","b":3}\n');
    await utimes(join(once.cwd, 'in.jsonl'), mtime, mtime);
    expect((await once.run()).code).toBe(1);
    expect(once.stored()).toBe(7);
  });

  test('is run from standard input, whose content is not known', async () => {
    const files = { 'm.yaml': MIGRATION.replace('in.jsonl', "'-'") };
    await using once = await ranOnce({ files });
    const env = { PATH: process.env['PATH'], ...variablesOf(once.simulator) };
    const command = `${COMMAND.map((word) => `'${word}'`).join(' ')} run m.yaml --quiet < in.jsonl; true`;
    for (const loaded of [2, 4]) {
      await printedBy(['bash', '-c', command], { cwd: once.cwd, env });
      expect(once.stored()).toBe(loaded);
    }
  });

  test('is refused however the source is written, and whatever is made of its records', async () => {
    await using once = await ranOnce();
    const { cwd } = once;
    await mkdir(join(cwd, 'sub'));
    await symlink('in.jsonl', join(cwd, 'link.jsonl'));
    const path = (written: string) => MIGRATION.replace('in.jsonl', written);
    const constant = MIGRATION.replace('b__c: b', 'b__c: { value: 7 }').replace('_URL}', '_URL}/');
    const others: readonly (readonly [string, string])[] = [
      ['m.yaml', `plugins: [{ use: trim }]\n${path('./in.jsonl, onBadLine: reject')}`],
      ['m.yaml', constant.replace('in.jsonl', `[${join(cwd, 'in.jsonl')}]`)],
      ['m.yaml', path('in*.jsonl')],
      ['m.yaml', path('link.jsonl')],
      ['sub/m.yaml', path('../in.jsonl')],
    ];
    for (const [name, text] of others) {
      await once.write(name, text);
      expect((await once.run([], { name })).stderr).toContain('[RUN_REPEATED]');
    }
    const moved = `${cwd}-moved`;
    await rename(cwd, moved);
    await writeFile(join(moved, 'm.yaml'), MIGRATION);
    expect((await once.run([], { cwd: moved })).stderr).toContain('[RUN_REPEATED]');
    await rename(moved, cwd);
    expect(once.stored()).toBe(2);
  });

  test('is run by a migration with another object', async () => {
    await using once = await ranOnce();
    await once.write('m.yaml', MIGRATION.replace('object: Thing', 'object: Other'));
    expect((await once.run()).stderr).toMatch(/^Completed /);
    expect(once.simulator.tenant.recordCount('Other')).toBe(2);
  });

  test('is run in another tenant', async () => {
    await using once = await ranOnce();
    await using other = await startSimulator({ definitions: DEFINITIONS, tenantId: '20' });
    expect((await once.run([], { tenant: other })).code).toBe(1);
    expect(other.tenant.recordCount('Thing')).toBe(2);
  });

  test('is run after a run that loaded nothing, one in a folder of its own, and what is no run', async () => {
    await using once = await ranOnce({ args: ['--run-dir', 'own'] });
    await mkdir(join(once.cwd, '.rowferry', 'notes'), { recursive: true });
    await once.write('.rowferry/notes/run.json', 'no run');
    await once.write('in.jsonl', '{"a":"x","b":"bad"}\n');
    for (const runs of [2, 3]) {
      expect((await once.run()).code).toBe(1);
      expect(await once.runs()).toHaveLength(runs);
    }
  });
});

test('an update of the same records is run again', async () => {
  await using simulator = await startSimulator({ definitions: DEFINITIONS });
  const id = simulator.tenant.addRecord('Thing', { a__c: 'old' });
  const text = MIGRATION.replace('{ a__c: a, b__c: b }', '{ Id: id, a__c: a, b__c: b }');
  await using folder = await folderWith({
    'm.yaml': text.replace('create', 'update'),
    'in.jsonl': `{"id":"${id}","a":"new","b":1}\n`,
  });
  const surroundings = { cwd: folder.path, env: variablesOf(simulator) };
  for (const _ of [1, 2]) expect((await rowferry(['run', 'm.yaml'], surroundings)).code).toBe(0);
});
