import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startSimulator } from '@rowferry/simulator';
import { describe, expect, test } from 'vitest';
import { folderWith, rowferry, VEHICLES, variablesOf, vehicles } from './rowferry.ts';
import { needTerminal, onTerminal } from './terminal.ts';

describe.concurrent('run', () => {
  test('exits with 0 if every record is loaded, and prints the counts', async () => {
    await using simulator = await startSimulator();
    await using folder = await folderWith({ 'v.yaml': VEHICLES, 'vehicles.jsonl': vehicles(20) });
    const env = variablesOf(simulator);
    const { code, stdout, stderr } = await rowferry(['run', 'v.yaml'], { cwd: folder.path, env });
    expect(stderr).toMatch(/^Completed after \d:\d\d: 20 records read, 1 job, \d+ rows\/s\.$/m);
    expect(stderr).toMatch(/^ {2}loaded +20$/m);
    expect(stderr).toMatch(/^ {2}\.rowferry\/\d{8}-\d{6}-[0-9a-f]{6}\/summary\.json /m);
    expect(stdout).toBe('');
    expect(code).toBe(0);
    expect(simulator.tenant.recordCount('Vehicle')).toBe(20);
  });

  test('exits with 1 if records are rejected, and names their places whatever a row number counts', async () => {
    await using simulator = await startSimulator({ knobs: { rowBasis: 'first-line' } });
    const bad = [3, 17, 39];
    const files = { 'v.yaml': VEHICLES, 'vehicles.jsonl': vehicles(40, (n) => bad.includes(n)) };
    await using folder = await folderWith(files);
    const args = ['run', 'v.yaml', '--run-dir', 'out', '--json'];
    const { code, stdout, stderr } = await rowferry(args, {
      cwd: folder.path,
      env: variablesOf(simulator),
    });
    expect(code).toBe(1);
    expect(stdout).toBe(await readFile(join(folder.path, 'out/summary.json'), 'utf8'));
    const loaded = { read: 40, skipped: 0, loaded: 37, rejected: 3, unresolved: 0 };
    expect(JSON.parse(stdout)).toMatchObject({ status: 'completed', records: loaded });
    const lines = (await readFile(join(folder.path, 'out/rejected.jsonl'), 'utf8')).trim();
    const places = lines.split('\n').map((line) => JSON.parse(line).at);
    expect(places).toEqual(['vehicles.jsonl:4', 'vehicles.jsonl:18', 'vehicles.jsonl:40']);
    expect(stderr).toContain('3 × 71012522 in brand__c (rejected by target)');
    expect(stderr).toContain('out/rejected.jsonl');
    expect(stderr).not.toContain('VIN');
  });

  test('--quiet prints nothing', async () => {
    await using simulator = await startSimulator();
    const files = { 'v.yaml': VEHICLES, 'vehicles.jsonl': vehicles(5, (n) => n === 1) };
    await using folder = await folderWith(files);
    const env = variablesOf(simulator);
    const ended = await rowferry(['run', 'v.yaml', '--quiet'], { cwd: folder.path, env });
    expect(ended).toEqual({ code: 1, stdout: '', stderr: '' });
  });

  test('literal secrets are not in run.json, and a wrong one appears in no output', async () => {
    await using simulator = await startSimulator();
    const text = VEHICLES.replace(`\${ZUORA_CLIENT_SECRET}`, 'hunter2-hunter2');
    await using folder = await folderWith({ 'v.yaml': text, 'vehicles.jsonl': vehicles(5) });
    const args = ['run', 'v.yaml', '--run-dir', 'out', '--debug', '--json'];
    const { code, stdout, stderr } = await rowferry(args, {
      cwd: folder.path,
      env: variablesOf(simulator),
    });
    expect(code).toBe(2);
    expect(stderr).toContain('v.yaml:8:1: The credentials were refused');
    expect(JSON.parse(stdout)).toMatchObject({ status: 'stopped', records: { read: 0 } });
    const run = await readFile(join(folder.path, 'out/run.json'), 'utf8');
    expect(JSON.parse(run)).not.toHaveProperty('migration.text');
    const journal = await readFile(join(folder.path, 'out/journal.jsonl'), 'utf8');
    expect(stdout + stderr + run + journal).not.toContain('hunter2');
  });

  test('a terminal shows one line that changes and is erased at the end', async (context) => {
    await needTerminal(context);
    await using simulator = await startSimulator({ knobs: { processingMs: 1000 } });
    await using folder = await folderWith({ 'v.yaml': VEHICLES, 'vehicles.jsonl': vehicles(20) });
    const surroundings = { cwd: folder.path, env: variablesOf(simulator) };
    const { code, stdout } = await onTerminal(['run', 'v.yaml'], surroundings).ended;
    expect(code).toBe(0);
    const [first, second, ...rest] = stdout.split('\r\u001B[K');
    expect(first).toBe('');
    expect(second).toMatch(/^[^\n]+ records? .*rows\/s/);
    expect(rest.at(-1)).toMatch(/^Completed after /);
    expect(rest.join('').slice(0, rest.join('').indexOf('Completed'))).not.toContain('\n');
  });

  test('a second run cannot use the directory of the first', async () => {
    await using simulator = await startSimulator();
    await using folder = await folderWith({ 'v.yaml': VEHICLES, 'vehicles.jsonl': vehicles(5) });
    const args = ['run', 'v.yaml', '--run-dir', 'out', '--quiet'];
    const surroundings = { cwd: folder.path, env: variablesOf(simulator) };
    expect((await rowferry(args, surroundings)).code).toBe(0);
    const { code, stderr } = await rowferry(args, surroundings);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^rowferry: out already contains a run; .* \[RUN_EXISTS\]\n$/);
  });
});
