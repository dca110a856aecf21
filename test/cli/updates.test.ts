import { defineObject, type Simulator, startSimulator } from '@rowferry/simulator';
import { describe, expect, test } from 'vitest';
import { expectOneLine } from './one-line.ts';
import { folderWith, rowferry, variablesOf } from './rowferry.ts';

const THING = defineObject('Thing', {
  a__c: { type: 'string', default: 'none' },
  b__c: { type: 'string' },
  c__c: { type: 'string' },
});
const BEFORE = { a__c: 'mine', b__c: 'keep me', c__c: 'old' };

/** Lists `Id`, `b__c` and `c__c`, but not `a__c`. */
const MIGRATION = `source: { use: jsonl, path: in.jsonl }
columns: { Id: id, b__c: b, c__c: c }
target:
  use: zuora
  baseUrl: \${ZUORA_BASE_URL}
  clientId: \${ZUORA_CLIENT_ID}
  clientSecret: \${ZUORA_CLIENT_SECRET}
  object: Thing
  operation: update
`;

/** Runs a migration over two stored records, and returns how it ended and what is stored then. */
async function update(migration: string) {
  await using simulator = await startSimulator({ definitions: [THING] });
  const { tenant } = simulator;
  const ids = [1, 2].map(() => tenant.addRecord('Thing', BEFORE));
  const lines = ids.map((id) => JSON.stringify({ id, b: 'keep me', c: 'new' }));
  const files = { 'm.yaml': migration, 'in.jsonl': `${lines.join('\n')}\n` };
  await using folder = await folderWith(files);
  const args = ['run', 'm.yaml', '--run-dir', 'out'];
  const ended = await rowferry(args, { cwd: folder.path, env: variablesOf(simulator) });
  return { ended, stored: storedIn(simulator), jobs: tenant.jobs().length };
}

function storedIn({ tenant }: Simulator): object[] {
  return [...tenant.records('Thing')].map(({ cells }) => cells);
}

describe.concurrent('an update', () => {
  test('that does not list a column is refused, and names it and its place', async () => {
    const { ended, stored, jobs } = await update(MIGRATION);
    expectOneLine(
      ended,
      /^rowferry: m\.yaml:2:1: this update would set a column .* list it: `a__c`; .* `onMissing: reset` .* \[UPDATE_WOULD_RESET\]\n$/,
    );
    expect(stored).toEqual([BEFORE, BEFORE]);
    expect(jobs).toBe(0);
  });

  test('resets the column if the migration says so', async () => {
    const { ended, stored } = await update(`${MIGRATION}onMissing: reset\n`);
    expect(ended.code).toBe(0);
    const after = { ...BEFORE, a__c: 'none', c__c: 'new' };
    expect(stored).toEqual([after, after]);
  });

  test.each([
    ['onMissing: keep', 'm.yaml:10:1: `onMissing`: `keep` is not supported yet; list the columns'],
    ['onMissing: rest', 'm.yaml:10:1: `onMissing`: expected `reset`'],
    ['onMissing: [reset]', 'm.yaml:10:1: `onMissing`: expected `reset`'],
    ['onmissing: reset', 'm.yaml:10:1: unknown key `onmissing`; did you mean `onMissing`?'],
  ])('with `%s` is refused before anything is read', async (line, message) => {
    const { ended, stored, jobs } = await update(`${MIGRATION}${line}\n`);
    expectOneLine(ended, /^rowferry: m\.yaml:10:1: /);
    expect(ended.stderr).toContain(message);
    expect(stored).toEqual([BEFORE, BEFORE]);
    expect(jobs).toBe(0);
  });

  test('without `Id` asks for the field that contains it', async () => {
    const { ended } = await update(MIGRATION.replace('Id: id, ', ''));
    expectOneLine(ended, /^rowferry: m\.yaml:2:1: an update needs the column `Id`: .* the field/);
    expect(ended.stderr).not.toContain('constant');
  });

  test('is what `onMissing` is for', async () => {
    const create = MIGRATION.replace('Id: id, ', '').replace('update', 'create');
    const { ended, stored } = await update(`${create}onMissing: reset\n`);
    expectOneLine(ended, /^rowferry: m\.yaml:10:1: `onMissing`: only an update has it/);
    expect(stored).toEqual([BEFORE, BEFORE]);
  });
});
