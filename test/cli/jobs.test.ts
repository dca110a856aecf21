import { startSimulator } from '@rowferry/simulator';
import { describe, expect, test } from 'vitest';
import { folderWith, rowferry, VEHICLES, variablesOf } from './rowferry.ts';

describe.concurrent('jobs', () => {
  test('create, upload, get and errors handle one job from start to end', async () => {
    await using simulator = await startSimulator({ knobs: { processingMs: 0 } });
    const csv = 'vin__c,brand__c\nA,Volvo\nA,Saab\n';
    await using folder = await folderWith({ 'v.yaml': VEHICLES, 'v.csv': csv });
    const jobs = async (...args: string[]) => {
      const { code, stdout, stderr } = await rowferry(['jobs', ...args, '--migration', 'v.yaml'], {
        cwd: folder.path,
        env: variablesOf(simulator),
      });
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      return JSON.parse(stdout);
    };
    const { id } = await jobs('create', '--operation', 'create');
    expect(id).toBeTypeOf('string');
    await jobs('upload', id, 'v.csv');
    expect(await jobs('get', id)).toMatchObject({ id, status: 'completed', object: 'Vehicle' });
    expect(await jobs('errors', id)).toMatchObject({ row: 3, record: { vin__c: 'A' } });
  });

  test('list prints all pages, or the jobs with one status', async () => {
    await using simulator = await startSimulator();
    for (let count = 0; count < 130; count++) {
      const job = simulator.tenant.addForeignJob();
      simulator.tenant.endJob(job, count < 3 ? 'failed' : 'completed');
    }
    const env = { ...variablesOf(simulator) };
    const all = ['jobs', 'list', '--base-url', simulator.url];
    const { code, stdout } = await rowferry(all, { env });
    expect(code).toBe(0);
    const ids = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).id);
    expect(new Set(ids).size).toBe(130);
    const failed = await rowferry([...all, '--status', 'failed'], { env });
    expect(failed.stdout.trim().split('\n')).toHaveLength(3);
  });

  test('a delete accepts filters, and requires one', async () => {
    await using simulator = await startSimulator();
    const create = ['jobs', 'create', '--base-url', simulator.url, '--object', 'Vehicle'];
    const env = variablesOf(simulator);
    const filters = [
      '--filter',
      'CreatedDate LT 2020-01-01T00:00:00.000Z',
      '--filter',
      'brand__c EQ Volvo',
    ];
    const args = [...create, '--operation', 'delete', ...filters, '--yes'];
    const created = await rowferry(args, { env });
    expect(created.stderr).toBe('');
    expect(JSON.parse(created.stdout)).toMatchObject({ operation: 'delete', object: 'Vehicle' });
    const all = await rowferry([...create, '--operation', 'delete'], { env });
    expect(all).toMatchObject({ code: 2, stdout: '' });
    expect(all.stderr).toContain('--filter: a delete job needs a filter');
    const wrong = [...create, '--operation', 'delete', '--filter', 'brand_c EQ Volvo'];
    expect((await rowferry(wrong, { env })).stderr).toContain('did you mean `brand__c`?');
  });

  test('an address that others can listen to needs --insecure', async () => {
    const env = { ZUORA_TOKEN: 'abc123' };
    const list = ['jobs', 'list', '--base-url', 'http://0.0.0.0:1'];
    const refused = await rowferry(list, { env });
    expect(refused.code).toBe(2);
    expect(refused.stderr).toMatch(/^rowferry: --base-url: .*write https:, or add --insecure/);
    expect((await rowferry([...list, '--insecure'], { env })).stderr).toContain('ECONNREFUSED');
    const other = await rowferry(['jobs', 'list', '--migration', 'm.yaml', '--insecure'], { env });
    expect(other.stderr).toContain('a migration has `insecure: true` in its target');
  });

  test('a token can replace a client, and a tenant is required', async () => {
    await using simulator = await startSimulator({ tokens: [{ token: 'abc123' }] });
    const list = ['jobs', 'list', '--base-url', simulator.url];
    expect((await rowferry(list, { env: { ZUORA_TOKEN: 'abc123' } })).code).toBe(0);
    const wrong = await rowferry(list, { env: { ZUORA_TOKEN: 'hunter2' } });
    expect(wrong.code).toBe(2);
    expect(wrong.stderr).not.toContain('hunter2');
    expect((await rowferry(list)).stderr).toContain('--base-url needs ZUORA_CLIENT_ID and');
    expect((await rowferry(['jobs', 'get', '1'])).stderr).toContain(
      'Give --migration or --base-url',
    );
  });
});
