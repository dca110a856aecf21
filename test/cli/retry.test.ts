import { execFileSync } from 'node:child_process';
import { rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { vehicles } from './rowferry.ts';
import { killMidway, MIGRATION, SLOW_JOBS, scene } from './scene.ts';

const BAD = [3, 17, 39];
const SOURCE = vehicles(40, (n) => BAD.includes(n));
const FILES = { 'vehicles.jsonl': SOURCE };

describe.concurrent('retry', () => {
  test('moves corrected records, and `at` names the first source', async () => {
    await using ended = await scene({ files: FILES });
    const run = await ended.command('run', 'v.yaml', '--run-dir', 'out');
    expect(run.code).toBe(1);
    expect(run.stderr).toContain('    rowferry retry out [--rejected <copy>]\n');
    // Jobs may settle in any order.
    const rejected = (await ended.read('out/rejected.jsonl')).trimEnd().split('\n');
    const placeOf = (line: string) => Number(/"position":(\d+)/.exec(line)?.[1]);
    const inOrder = rejected.sort((a, b) => placeOf(a) - placeOf(b)).join('\n');
    // Two of three are corrected, with a byte order mark and without the last line end, as some editors leave it.
    const corrected = `\uFEFF${inOrder}`
      .replace('"brand":null', '"brand":"Saab"')
      .replace(/null/, '"Saab"');
    await ended.write('corrected.jsonl', corrected);
    const args = ['retry', 'out', '--rejected', 'corrected.jsonl', '--run-dir', 'again', '--json'];
    const { code, stdout, stderr } = await ended.command(...args);
    expect(stderr).toMatch(/^Retrying 3 records\.$/m);
    expect(stderr).not.toContain('Left out');
    expect(code).toBe(1);
    expect(stdout).toBe(await ended.read('again/summary.json'));
    const records = { read: 3, skipped: 0, loaded: 2, rejected: 1, unresolved: 0 };
    expect(JSON.parse(stdout)).toMatchObject({ status: 'completed', records });
    expect(await ended.lines('again/rejected.jsonl')).toMatchObject([
      { position: 2, at: 'vehicles.jsonl:40', record: { vin: 'VIN39', brand: null } },
    ]);
    expect(ended.stored().get('VIN17')).toBe(1);
    expect(ended.simulator.tenant.recordCount('Vehicle')).toBe(39);

    const second = await ended.command('retry', 'out');
    expect(second.code).toBe(2);
    expect(second.stderr).toMatch(
      /^rowferry: out was already retried, by run \S+ in \S+\/again; .* \[RETRY_REFUSED\]\n$/,
    );
    const status = await ended.command('status', 'out');
    expect(status.stderr).toMatch(/ {2}rowferry status \S+\/again\n$/);
    const resumed = await ended.command('resume', 'out');
    expect(resumed.stderr.slice(-80)).toBe(status.stderr.slice(-80));
    expect(resumed.stderr).not.toContain('rowferry retry');
    // The records that the retry rejected can be retried as well.
    await ended.write('v.yaml', MIGRATION.replace('brand__c: brand', 'brand__c: { value: Saab }'));
    const third = await ended.command('retry', 'again');
    expect(third.stderr).toMatch(/^ {2}\.rowferry\/\S+\/summary\.json /m);
    expect(third.code).toBe(0);
    expect(ended.simulator.tenant.recordCount('Vehicle')).toBe(40);
  });

  test.skipIf(process.platform === 'win32')(
    'takes corrected records from a link and from a pipe',
    async () => {
      for (const kind of ['link', 'pipe']) {
        await using ended = await scene({ files: FILES });
        expect((await ended.command('run', 'v.yaml', '--run-dir', 'out', '--quiet')).code).toBe(1);
        const corrected = (await ended.read('out/rejected.jsonl')).replaceAll('null', '"Saab"');
        await ended.write('corrected.jsonl', corrected);
        const given = join(ended.cwd, kind);
        if (kind === 'link') await symlink('corrected.jsonl', given);
        else execFileSync('mkfifo', [given]);
        const retrying = ended.command('retry', 'out', '--rejected', kind, '--run-dir', 'again');
        if (kind === 'pipe') await writeFile(given, corrected);
        const { code, stderr } = await retrying;
        expect(stderr).toMatch(/^ {2}loaded +3$/m);
        expect(code).toBe(0);
      }
    },
  );

  test('uses the current migration, and counts lines without a record', async () => {
    const lines = SOURCE.split('\n');
    lines.splice(5, 0, 'this is no JSON', '[]');
    await using ended = await scene({ files: { 'vehicles.jsonl': lines.join('\n') } });
    const run = await ended.command('run', 'v.yaml', '--run-dir', 'out');
    expect(run.stderr).toContain(
      'copy of out/rejected.jsonl; add a `record` to each line that has none.',
    );
    await ended.write('v.yaml', MIGRATION.replace('brand__c: brand', 'brand__c: { value: Saab }'));
    await rm(join(ended.cwd, 'vehicles.jsonl'));
    const { code, stderr } = await ended.command('retry', 'out');
    expect(stderr).toMatch(
      /^Retrying 3 records\.\n {2}Left out: 2 rejected lines without a record to send\. No later retry/,
    );
    expect(stderr).toMatch(/^ {2}loaded +3$/m);
    expect(code).toBe(0);
    expect(ended.simulator.tenant.recordCount('Vehicle')).toBe(40);
  });

  test('is resumed where it was killed, without the first source', async () => {
    const files = { 'vehicles.jsonl': vehicles(100, () => true) };
    await using ended = await scene({ knobs: SLOW_JOBS, files });
    expect((await ended.command('run', 'v.yaml', '--run-dir', 'out', '--quiet')).code).toBe(1);
    await ended.write('v.yaml', MIGRATION.replace('brand__c: brand', 'brand__c: { value: Saab }'));
    await rm(join(ended.cwd, 'vehicles.jsonl'));
    await killMidway(ended, () => ended.begin('retry', 'out', '--run-dir', 'again'));
    const { code, stderr } = await ended.command('resume', 'again');
    expect(stderr).toMatch(/^ {2}loaded +100$/m);
    expect(code).toBe(0);
    expect([...ended.stored().values()].every((times) => times === 1)).toBe(true);
    expect(ended.simulator.tenant.recordCount('Vehicle')).toBe(100);
  });

  test('leaves out unresolved records that are not proven absent', async () => {
    // The job fails after it has stored some rows, and without a key it cannot be known which.
    const knobs = { failJobs: 1, failAtRow: 5 };
    // All rows are in one job.
    const files = {
      'v.yaml': MIGRATION.replace('maxRows: 10', 'maxRows: 40'),
      'vehicles.jsonl': vehicles(10),
    };
    await using ended = await scene({ knobs, files });
    const run = await ended.command('run', 'v.yaml', '--run-dir', 'out');
    expect(run.stderr).toContain('Look up the remaining unresolved records in Zuora');
    const { code, stderr } = await ended.command('retry', 'out');
    expect(stderr).toMatch(
      /^rowferry: nothing .* 10 unresolved records are not proven absent: look them up .* \[RETRY_REFUSED\]\n$/,
    );
    expect(code).toBe(2);
    expect((await ended.command('status', 'out')).stderr).not.toContain('retried');
    expect(ended.simulator.tenant.recordCount('Vehicle')).toBe(5);
  });

  test('refuses a run that has not ended, an invalid line, and a missing file', async () => {
    await using ended = await scene({ files: FILES, knobs: SLOW_JOBS });
    await killMidway(ended, () => ended.begin('run', 'v.yaml', '--run-dir', 'out'));
    const early = await ended.command('retry', 'out');
    expect(early.stderr).toMatch(/^rowferry: out still has records .* \[RETRY_REFUSED\]\n$/);
    expect((await ended.command('resume', 'out', '--quiet')).code).toBe(1);
    const nowhere = await ended.command('retry', 'out', '--rejected', 'corrected.jsonl');
    expect(nowhere.stderr).toBe('rowferry: --rejected: corrected.jsonl: there is no such file\n');
    const [first] = (await ended.read('out/rejected.jsonl')).split('\n');
    await ended.write('corrected.jsonl', `${first}\n{"at":`);
    const bad = await ended.command('retry', 'out', '--rejected', 'corrected.jsonl');
    expect(bad.stderr).toMatch(
      /^rowferry: line 2 of \S*corrected\.jsonl is not a .* \[RETRY_REFUSED\]\n$/,
    );
    const latin = Buffer.from(`${first?.replace('null', '"Citroën"')}\n`, 'latin1');
    await writeFile(join(ended.cwd, 'corrected.jsonl'), latin);
    const foreign = await ended.command('retry', 'out', '--rejected', 'corrected.jsonl');
    expect(foreign.stderr).toMatch(
      /^rowferry: \S*corrected\.jsonl is not UTF-8; save it as UTF-8 \[RETRY_REFUSED\]\n$/,
    );
    expect([early.code, nowhere.code, bad.code, foreign.code]).toEqual([2, 2, 2, 2]);
    expect((await ended.command('retry', 'out', '--quiet')).code).toBe(1);
  });
});
