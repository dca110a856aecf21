import { readFile } from 'node:fs/promises';
import { defineObject, type Simulator, startSimulator } from '@rowferry/simulator';
import { zuoraClient } from '@rowferry/zuora';
import { describe, expect, test } from 'vitest';
import { jobEnd, storeRows } from '../world/store-rows.ts';
import { until } from '../world/until.ts';
import { expectOneLine } from './one-line.ts';
import { folderWith, rowferry, variablesOf } from './rowferry.ts';
import { needTerminal, onTerminal } from './terminal.ts';

const PART = defineObject('Part', {
  name__c: { type: 'string', filterable: true },
  size__c: { type: 'integer', filterable: true },
});

/** A tenant with parts whose sizes a double cannot tell apart. */
async function parts(csv = 'name__c,size__c\na,9007199254740992\nb,9007199254740993\nc,\n') {
  const simulator = await startSimulator({
    definitions: [PART],
    tokens: [{ token: 'token-1' }],
    knobs: { processingMs: 0 },
  });
  await storeRows(zuoraClient({ baseUrl: simulator.url, token: 'token-1' }).jobs, 'Part', csv);
  return simulator;
}

function namesIn(simulator: Simulator): (string | undefined)[] {
  return [...simulator.tenant.records('Part')].map(({ cells }) => cells['name__c']);
}

function deletion({ url }: Simulator, ...filters: string[]): string[] {
  const given = filters.flatMap((filter) => ['--filter', filter]);
  const create = ['jobs', 'create', '--operation', 'delete', '--object', 'Part'];
  return [...create, '--base-url', url, ...given];
}

const BIG = 'size__c EQ 9007199254740993';

describe.concurrent('a delete by filter', () => {
  test('takes the value to the digit', async () => {
    await using simulator = await parts();
    const args = [...deletion(simulator, BIG), '--yes'];
    const { code, stdout, stderr } = await rowferry(args, { env: variablesOf(simulator) });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const jobs = zuoraClient({ baseUrl: simulator.url, token: 'token-1' }).jobs;
    await jobEnd(jobs, JSON.parse(stdout).id);
    expect(namesIn(simulator)).toEqual(['a', 'c']);
  });

  test.each([
    [['size__c GE '], /`size__c GE`: the value is empty; if it comes from a variable, set it$/m],
    [['size__c EQ 0x10'], /`size__c EQ`: `0x10` is not an integer/],
    [['nam__c EQ a'], /Part has no field `nam__c`; did you mean `name__c`\?/],
    [['name__c EQ a', 'size__c LT '], /`size__c LT`: the value is empty/],
    [[], /a delete job needs a filter/],
    [[BIG], /there is no terminal to ask on; add --yes/],
  ])('%j is refused in one line, and nothing is deleted', async (filters, message) => {
    await using simulator = await parts();
    const yes = filters[0] === BIG ? [] : ['--yes'];
    const args = [...deletion(simulator, ...filters), ...yes];
    expectOneLine(await rowferry(args, { env: variablesOf(simulator) }), message);
    expect(simulator.tenant.jobs()).toHaveLength(1);
  });

  test.for(['y', ' YES '])('on a terminal counts, asks, and takes %j', async (answer, context) => {
    await needTerminal(context);
    await using simulator = await parts();
    await using folder = await folderWith({});
    const surroundings = { cwd: folder.path, env: variablesOf(simulator) };
    const filters = ['size__c GE 9007199254740992', 'name__c LT "c"'];
    const running = onTerminal(deletion(simulator, ...filters), surroundings, '> job.json');
    await running.untilStdout('Create the job? (y/N) ');
    expect(simulator.tenant.jobs()).toHaveLength(1);
    running.type(`${answer}\n`);
    const { code, stdout } = await running.ended;
    expect(stdout.replaceAll('\r', '')).toMatch(
      /^2 records of Part match now:\n {2}size__c GE 9007199254740992 and name__c LT "c"\nZuora deletes for good [^\n]*$/m,
    );
    expect(code).toBe(0);
    const { id } = JSON.parse(await readFile(`${folder.path}/job.json`, 'utf8'));
    await until('they are deleted', () => simulator.tenant.recordCount('Part') === 1);
    expect(simulator.tenant.jobs().at(-1)).toMatchObject({ id, operation: 'delete' });
    expect(namesIn(simulator)).toEqual(['c']);
  });

  test.for([
    ['n', 'n\n', 2, 'no job was created, because the answer was not yes'],
    ['another word', 'yess\n', 2, 'no job was created'],
    ['the end of input', '\u0004', 2, 'no job was created'],
    ['Ctrl-C', '\u0003', 130, ''],
  ] as const)('on a terminal does nothing after %s', async ([, keys, exit, said], context) => {
    await needTerminal(context);
    await using simulator = await parts();
    const running = onTerminal(deletion(simulator, BIG), { env: variablesOf(simulator) });
    await running.untilStdout('1 record of Part matches now:');
    await running.untilStdout('Create the job? (y/N) ');
    running.type(keys);
    const { code, stdout } = await running.ended;
    expect(stdout).toContain(said);
    expect(code).toBe(exit);
    expect(simulator.tenant.jobs()).toHaveLength(1);
    expect(namesIn(simulator)).toEqual(['a', 'b', 'c']);
  });

  test('is not asked for where the question could not be read', async (context) => {
    await needTerminal(context);
    await using simulator = await parts();
    await using folder = await folderWith({});
    const surroundings = { cwd: folder.path, env: variablesOf(simulator) };
    const running = onTerminal(deletion(simulator, BIG), surroundings, '2> errors.txt');
    expect((await running.ended).code).toBe(2);
    expect(await readFile(`${folder.path}/errors.txt`, 'utf8')).toContain('no terminal to ask on');
    expect(simulator.tenant.jobs()).toHaveLength(1);
  });

  test('counts to a bound, and says so', async (context) => {
    await needTerminal(context);
    const rows = Array.from({ length: 10_001 }, (_, index) => `n,${index}\n`).join('');
    await using simulator = await parts(`name__c,size__c\n${rows}`);
    const env = variablesOf(simulator);
    const some = onTerminal(deletion(simulator, 'size__c LT 9999'), { env });
    await some.untilStdout('\n  size__c LT 9999');
    some.type('n\n');
    expect((await some.ended).stdout).toContain('9,999 records of Part match now:');
    const all = onTerminal(deletion(simulator, 'name__c EQ n'), { env });
    await all.untilStdout('(y/N) ');
    all.type('n\n');
    expect((await all.ended).stdout).toContain('At least 10,000 records of Part match now:');
    const none = onTerminal(deletion(simulator, 'name__c EQ m'), { env });
    await none.untilStdout('(y/N) ');
    none.type('n\n');
    expect((await none.ended).stdout).toContain('No record of Part matches now:');
  });

  test('deletes nothing if it cannot count', async (context) => {
    await needTerminal(context);
    const knobs = { faults: 'find 503-html' };
    await using simulator = await startSimulator({ definitions: [PART], knobs });
    const running = onTerminal(deletion(simulator, BIG), { env: variablesOf(simulator) });
    const { code, stdout } = await running.ended;
    expect(stdout).toContain('so no job was created; --yes creates it without counting');
    expect(code).toBe(2);
    expect(simulator.tenant.jobs()).toEqual([]);
  });
});
