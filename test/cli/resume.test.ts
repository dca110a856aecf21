import { execFileSync } from 'node:child_process';
import { chown, mkdir, rename, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { DEFAULT_CLIENT } from '@rowferry/simulator';
import { describe, expect, test } from 'vitest';
import { vehicles } from './rowferry.ts';
import {
  fiveInProgress,
  killedRun,
  killMidway,
  MIGRATION,
  type Scene,
  SLOW_JOBS,
  scene,
} from './scene.ts';

const ALL = { read: 100, skipped: 0, loaded: 100, rejected: 0, unresolved: 0 };

/** Expects that each vehicle is stored exactly once. */
function expectAllOnce(scene: Scene): void {
  const stored = scene.stored();
  expect(stored.size).toBe(100);
  expect([...stored].filter(([, times]) => times > 1)).toEqual([]);
  expect(scene.simulator.tenant.activeJobs).toBe(0);
  expect(scene.simulator.tenant.activeJobsPeak.overall).toBeLessThanOrEqual(5);
}

describe.concurrent('resume', () => {
  test('completes a run that was killed, and killed again while it was resumed', async () => {
    await using killed = await killedRun();
    const status = await killed.command('status', 'out');
    expect(status.stderr).toMatch(/^Run \S+ \(create Vehicle\) is interrupted: began /);
    expect(status.stderr).toMatch(/\nNext:\n {2}rowferry resume out\n$/);
    await killMidway(killed, () => killed.begin('resume', 'out'));
    const { code, stdout, stderr } = await killed.command('resume', 'out', '--json');
    expect(stderr).toMatch(/^Completed after \d:\d\d: 100 records read, \d+ jobs\.$/m);
    expect(JSON.parse(stdout)).toMatchObject({ status: 'completed', records: ALL });
    expect(stdout).toBe(await killed.read('out/summary.json'));
    expect(code).toBe(0);
    expectAllOnce(killed);
  });

  test('of a run that has ended says so, and returns its exit code', async () => {
    const files = { 'vehicles.jsonl': vehicles(20, (n) => n === 3) };
    await using ended = await scene({ files });
    expect((await ended.command('run', 'v.yaml', '--run-dir', 'out', '--quiet')).code).toBe(1);
    const before = ended.simulator.tenant.requests.total;
    await ended.write('v.yaml', 'corrected: for a retry');
    const { code, stdout, stderr } = await ended.command('resume', 'out', '--json');
    expect(stderr).toMatch(/^The run in out is finished; there is nothing to resume\.\nCompleted /);
    expect(stderr).toContain('rowferry retry out');
    expect(stdout).toBe(await ended.read('out/summary.json'));
    expect(code).toBe(1);
    const quiet = await ended.command('resume', 'out', '--quiet');
    expect(quiet).toEqual({ code: 1, stdout: '', stderr: '' });
    expect(ended.simulator.tenant.requests.total).toBe(before);
  });

  test('of a run that ended before its summary was written writes the summary', async () => {
    await using ended = await scene();
    expect((await ended.command('run', 'v.yaml', '--run-dir', 'out', '--quiet')).code).toBe(0);
    const summary = await ended.read('out/summary.json');
    await rm(join(ended.cwd, 'out/summary.json'));
    const { code, stderr } = await ended.command('resume', 'out');
    expect(stderr).toMatch(/^Completed after \d:\d\d: 100 records read, 14 jobs\.$/m);
    expect(await ended.read('out/summary.json')).toBe(summary);
    expect(code).toBe(0);
  });

  test.skipIf(process.platform === 'win32')(
    'of a run that has ended believes no summary that is a link or a pipe, and none of another user',
    async () => {
      await using ended = await scene();
      expect((await ended.command('run', 'v.yaml', '--run-dir', 'out', '--quiet')).code).toBe(0);
      const summary = await ended.read('out/summary.json');
      await ended.write('elsewhere.json', summary.replace('"loaded": 100', '"loaded": 777'));
      const path = join(ended.cwd, 'out/summary.json');
      const refused = async (put: () => unknown, what: string) => {
        await rm(path);
        await put();
        const { code, stdout, stderr } = await ended.command('resume', 'out', '--json');
        expect(stderr).toContain(`summary.json is ${what}`);
        expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      };
      await refused(() => symlink('../elsewhere.json', path), 'a symbolic link');
      await refused(() => execFileSync('mkfifo', [path]), 'not a file');
      expect(await ended.read('elsewhere.json')).toContain('777');
      if (process.geteuid?.() !== 0) return;
      await chown(join(ended.cwd, 'out'), 65_534, 65_534);
      const foreign = await ended.command('resume', 'out');
      expect(foreign.stderr).toMatch(/^rowferry: out belongs to another user.*\[RUN_FOREIGN\]\n$/);
      expect(foreign.code).toBe(2);
    },
  );

  test('during the run is refused, and names the process of the run', async () => {
    await using running = await scene({ knobs: { processingMs: 600_000 } });
    const { child, ended } = running.begin('run', 'v.yaml', '--run-dir', 'out');
    await fiveInProgress(running);
    const { code, stdout, stderr } = await running.command('resume', 'out');
    expect(stderr).toMatch(
      new RegExp(`^rowferry: out is locked by process ${child.pid} on .* \\[RUN_LOCKED\\]\\n$`),
    );
    expect({ code, stdout }).toEqual({ code: 75, stdout: '' });
    const status = await running.command('status', 'out');
    expect(status.stderr).toContain(' is running: ');
    expect(status.stderr).toContain(`Process ${child.pid} on `);
    child.kill('SIGKILL');
    await ended;
  });

  test('twice at once continues the run once', async () => {
    await using killed = await killedRun();
    const both = await Promise.all([1, 2].map(() => killed.command('resume', 'out')));
    for (const { code, stderr } of both) {
      // The second one reports which process has the lock, or starts so late that the run has ended.
      expect(stderr).toMatch(
        code === 75 ? /^rowferry: out is locked by .* \[RUN_LOCKED\]\n$/ : /^Completed /m,
      );
    }
    expect(both.map(({ code }) => code)).toContain(0);
    expectAllOnce(killed);
  });

  test('a changed migration is refused before anything is sent', async () => {
    await using killed = await killedRun();
    const before = killed.simulator.tenant.requests.total;
    await killed.write('v.yaml', MIGRATION.replace('brand__c: brand', 'brand__c: make'));
    const { code, stdout, stderr } = await killed.command('resume', 'out');
    expect(stderr).toMatch(
      /^rowferry: v\.yaml:\d+:1: the migration has changed since the run in out began: it has other columns; .* \[MIGRATION_CHANGED\]$/m,
    );
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(killed.simulator.tenant.requests.total).toBe(before);
    await killed.write('v.yaml', MIGRATION);
    expect((await killed.command('resume', 'out')).code).toBe(0);
    expectAllOnce(killed);
  });

  test('of a migration module the data is compared, and not the text', async () => {
    await using killed = await killedModule(MODULE);
    await killed.write('v.mjs', MODULE.replace("brand__c: 'brand'", "brand__c: 'make'"));
    const refused = await killed.command('resume', 'out');
    expect(refused.stderr).toMatch(
      /^rowferry: v\.mjs: .* other columns; .*\[MIGRATION_CHANGED\]$/m,
    );
    await killed.write('v.mjs', `// changed\n${MODULE}`);
    expect((await killed.command('resume', 'out')).code).toBe(0);
    expectAllOnce(killed);
  });

  test('what decides neither rows nor verdicts may change', async () => {
    const watch = "export default { name: 'watch', onJob() {} };";
    const trimmed = `plugins: [{ use: trim }]\n${MIGRATION}`;
    await using killed = await killedRun({ files: { 'v.yaml': trimmed, 'watch.mjs': watch } });
    await killed.write('v.yaml', CHANGED);
    expect(await killed.command('resume', 'out', '--quiet')).toMatchObject({ code: 0, stderr: '' });
    expectAllOnce(killed);
  });

  test('what decides rows or verdicts may not: nothing is sent', async () => {
    await using killed = await killedRun({
      files: { 'v.yaml': CHANGING, 'others.jsonl': '{"vin":"X"}\n', 'own.mjs': OWN_PLUGIN },
    });
    const before = killed.simulator.tenant.requests.total;
    for (const [what, change] of REFUSED) {
      expect(change(CHANGING)).not.toBe(CHANGING);
      await killed.write('v.yaml', change(CHANGING));
      const { code, stderr } = await killed.command('resume', 'out');
      expect(stderr).toContain(
        `the migration has changed since the run in out began: it has ${what}`,
      );
      expect(stderr).toContain('[MIGRATION_CHANGED]');
      expect(code).toBe(2);
    }
    expect(killed.simulator.tenant.requests.total).toBe(before);
  });

  test('a folder that was moved with its migration and its run is found', async () => {
    await using killed = await killedRun();
    const moved = join(killed.cwd, 'moved');
    await mkdir(moved);
    for (const name of ['v.yaml', 'vehicles.jsonl', 'out']) {
      await rename(join(killed.cwd, name), join(moved, name));
    }
    expect((await killed.command('resume', 'moved/out')).code).toBe(0);
    expectAllOnce(killed);
  });

  test('a literal secret may change', async () => {
    const withSecret = (secret: string) =>
      MIGRATION.replace(`\${ZUORA_CLIENT_SECRET}`, () => secret);
    const { clientId, clientSecret } = DEFAULT_CLIENT;
    await using killed = await killedRun({
      clients: [
        { clientId, clientSecret },
        { clientId, clientSecret: 'rotated' },
      ],
      files: { 'v.yaml': withSecret(clientSecret) },
    });
    await killed.write('v.yaml', withSecret('rotated'));
    expect(await killed.command('resume', 'out', '--quiet')).toMatchObject({ code: 0, stderr: '' });
    expectAllOnce(killed);
  });

  test('a changed source is refused, and a resume works once it is restored', async () => {
    await using killed = await killedRun();
    const text = await killed.read('vehicles.jsonl');
    await killed.write('vehicles.jsonl', text.replace('Volvo', 'Dacia'));
    const { code, stderr } = await killed.command('resume', 'out');
    expect(stderr).toMatch(
      /^rowferry: .*jsonl does not return the records .* \[SOURCE_CHANGED\]$/m,
    );
    expect(stderr).toContain('rowferry resume out');
    expect(code).toBe(2);
    await killed.write('vehicles.jsonl', text.slice(0, 20));
    const shorter = await killed.command('resume', 'out');
    expect(shorter.stderr).toMatch(/^rowferry: .*\[SOURCE_CHANGED\]$/m);
    expect(shorter.code).toBe(2);
    await killed.write('vehicles.jsonl', text);
    expect((await killed.command('resume', 'out')).code).toBe(0);
    expectAllOnce(killed);
  });

  test('a missing migration file causes one message', async () => {
    await using killed = await killedRun();
    await rename(join(killed.cwd, 'v.yaml'), join(killed.cwd, 'w.yaml'));
    const { code, stderr } = await killed.command('resume', 'out');
    expect(stderr).toBe(
      'rowferry: v.yaml, the migration file of the run in out, no longer exists; restore it\n',
    );
    expect(code).toBe(2);
  });
});

/**
 * The same migration with a comment, its parts, columns and options in another order, a column in
 * its long form, a path and an address in other forms, defaults, other sizes, times and concurrency, and a plugin
 * that only watches.
 */
const CHANGED = `# because it stopped
jobs: { orphanGraceSeconds: 1, maxRows: 7, graceSeconds: 300, errorsLagSeconds: 0, concurrency: 2 }
plugins: [{ use: ./watch.mjs }, { use: trim, optional: false }]
target:
  operation: create
  object: Vehicle
  clientSecret: \${ZUORA_CLIENT_SECRET}
  clientId: \${ZUORA_CLIENT_ID}
  baseUrl: \${ZUORA_BASE_URL}/
  gzip: true
  namespace: default
  use: zuora
columns: { notes__c: notes, brand__c: brand, vin__c: { from: vin } }
source: { path: [./vehicles.jsonl], base: ., onBadLine: reject, use: '@rowferry/source-jsonl' }
`;

/** A migration with plugins that change records. */
const CHANGING = `plugins:
  - use: trim
  - use: map-values
    fields: [brand]
    values: { Volvo: Volvo, PASS: passed, token: 1 }
  - { use: rename, fields: { user: from }, optional: true }
  - { use: ./own.mjs, maxSeconds: 0 }
${MIGRATION}`;
const OWN_PLUGIN = "export default () => ({ name: 'own', transform: (record) => record });";
const OTHER_PLUGINS = 'other plugins that change records, or other options of them';

const REFUSED: readonly (readonly [string, (text: string) => string])[] = [
  [
    'another source, or other options of it',
    (text) => text.replace('vehicles.jsonl', 'others.jsonl'),
  ],
  [
    'another target, or other options of it',
    (text) => text.replace('use: zuora', 'use: zuora\n  orgIds: other'),
  ],
  [OTHER_PLUGINS, (text) => text.replace('  - use: trim\n', '')],
  [OTHER_PLUGINS, (text) => text.replace('use: trim', 'use: empty-to-null')],
  [
    OTHER_PLUGINS,
    (text) => text.replace('  - use: trim\n', '').replace('  - { use: ./own', '  - use: trim\n$&'),
  ],
  [OTHER_PLUGINS, (text) => text.replace('PASS: passed', 'PASS: failed')],
  [OTHER_PLUGINS, (text) => text.replace('token: 1', 'token: 2')],
  [OTHER_PLUGINS, (text) => text.replace('user: from', 'login: from')],
  [OTHER_PLUGINS, (text) => text.replace('maxSeconds: 0', 'maxSeconds: 100')],
  [
    'another value of `jobs.checkCounts`',
    (text) => text.replace('jobs:', 'jobs:\n  checkCounts: false'),
  ],
  ['another key', (text) => `key: vin__c\n${text}`],
];

const MODULE = `const { ZUORA_BASE_URL, ZUORA_CLIENT_ID, ZUORA_CLIENT_SECRET } = process.env;
export default {
  source: { use: 'jsonl', path: 'vehicles.jsonl' },
  columns: { vin__c: 'vin', brand__c: 'brand' },
  target: {
    use: 'zuora',
    baseUrl: ZUORA_BASE_URL,
    clientId: ZUORA_CLIENT_ID,
    clientSecret: ZUORA_CLIENT_SECRET,
    object: 'Vehicle',
    operation: 'create',
  },
  jobs: { errorsLagSeconds: 0, maxRows: 10, orphanGraceSeconds: 1 },
};`;

async function killedModule(text: string): Promise<Scene> {
  const running = await scene({ knobs: SLOW_JOBS, files: { 'v.mjs': text } });
  await killMidway(running, () => running.begin('run', 'v.mjs', '--run-dir', 'out'));
  return running;
}
