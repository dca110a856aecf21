import { startSimulator } from '@rowferry/simulator';
import { describe, expect, test } from 'vitest';
import { folderWith, rowferry, VEHICLES, variablesOf, vehicles } from './rowferry.ts';

/** Changes to a valid migration, and the message that each causes. */
const FAULTS: readonly (readonly [string, string, string, string])[] = [
  ['broken YAML', 'object: Vehicle', 'object: [', 'v.yaml:14:3: invalid YAML: '],
  [
    'an unknown key',
    'object: Vehicle',
    'objekt: Vehicle',
    'unknown key `objekt`; did you mean `object`?',
  ],
  [
    'an unknown source',
    'use: jsonl',
    'use: jsnol',
    'v.yaml:1:1: source: there is no source `jsnol`; did you mean `jsonl`?',
  ],
  [
    'a source file that does not exist',
    'vehicles.jsonl',
    'cars.jsonl',
    'v.yaml:1:1: cars.jsonl does not exist',
  ],
  [
    'a missing variable',
    '{ZUORA_CLIENT_ID}',
    '{NO_ID}',
    'v.yaml:11:3: `target.clientId` needs NO_ID',
  ],
  [
    'a wrong secret',
    `\${ZUORA_CLIENT_SECRET}`,
    'wrong',
    'v.yaml:8:1: The credentials were refused by 127.0.0.1',
  ],
  [
    'an object that does not exist',
    'object: Vehicle',
    'object: vehicle',
    'v.yaml:13:3: the target has no object `vehicle`',
  ],
  [
    'a column that does not exist',
    'vin__c: vin',
    'vin_c: vin',
    'Vehicle has no column `vin_c`; did you mean `vin__c`?',
  ],
  [
    'a setting out of range',
    'errorsLagSeconds: 0',
    'concurrency: 6',
    'v.yaml:16:3: `jobs.concurrency`',
  ],
  ['a key that is not a column', 'jobs:', 'key: vin\njobs:', 'v.yaml:15:1: `key` names `vin`'],
  [
    'a plugin that is not a plugin',
    'jobs:',
    'plugins: [{ use: ./vehicles.jsonl }]\njobs:',
    'v.yaml:15:11: plugin: ',
  ],
];

/** The same, with an exit code that says whether the command may succeed later. */
const CASES: readonly (readonly [string, number, string, string, string])[] = [
  ...FAULTS.map(([name, ...fault]) => [name, 2, ...fault] as const),
  [
    'an unreachable host',
    75,
    `\${ZUORA_BASE_URL}`,
    'http://127.0.0.1:1',
    '127.0.0.1:1 (ECONNREFUSED)',
  ],
];

describe.concurrent('a fault in the migration causes one message and an exit code', () => {
  test.each(CASES)('%s', async (_, exitCode, good, bad, message) => {
    await using simulator = await startSimulator();
    const text = VEHICLES.replace(good, () => bad);
    await using folder = await folderWith({ 'v.yaml': text, 'vehicles.jsonl': vehicles(5) });
    const env = variablesOf(simulator);
    const { code, stdout, stderr } = await rowferry(['run', 'v.yaml'], { cwd: folder.path, env });
    expect(stderr).toContain(message);
    expect(stderr).toMatch(/^rowferry: [^\n]+\n$/);
    expect(stderr).not.toMatch(/^\s+at |unexpected error/m);
    expect({ code, stdout }).toEqual({ code: exitCode, stdout: '' });
  });
});

describe.concurrent('a wrong command line causes one message and exit code 2', () => {
  test.each([
    ['', 'name a command'],
    ['rum v.yaml', 'there is no command `rum`; did you mean `run`?'],
    ['run', 'name the migration file'],
    ['demo --quiet', '`--quiet` is a flag of `run`, not of `demo`'],
    ['run v.yaml --run-dri x', 'there is no flag `--run-dri`; did you mean `--run-dir`?'],
    ['run nowhere.yaml', 'nowhere.yaml: there is no such file'],
    ['jobs lsit', 'there is no command `lsit`; did you mean `list`?'],
    ['jobs create --operation upsert', '--operation: `upsert` is not one of create, update'],
    ['simulate --set rowBasis=line', '--set: Expected knob `rowBasis` to be record'],
    ['simulate --port http', '--port: expected a whole number'],
    ['simulate --port 0x10', '--port: expected a whole number'],
    ['simulate --port=', 'the value of --port is empty; if it comes from a variable, set it'],
    [
      'jobs list --status ""',
      'the value of --status is empty; if it comes from a variable, set it',
    ],
    ['jobs get ""', 'an argument is empty; if it comes from a variable, set it'],
  ])('rowferry %s', async (args, message) => {
    const words = args.split(' ').map((word) => (word === '""' ? '' : word));
    const { code, stdout, stderr } = await rowferry(args === '' ? [] : words);
    expect(stderr).toContain(message);
    expect(stderr).toMatch(/^rowferry: [^\n]+\n$/);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  });
});
