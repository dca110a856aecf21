import { Readable } from 'node:stream';
import {
  type MigrateOptions,
  migrate,
  type Plugin,
  resume,
  retry,
  type Source,
  type SourceInput,
  Unreadable,
} from '@rowferry/core';
import { describe, expect, test } from 'vitest';
import { drivenTarget } from '../world/driven-target.ts';
import { virtualWorld } from '../world/virtual-world.ts';

/** How a run ends: its summary's counts or its error, what the target was asked, and the rows that it got. */
async function outcome(input: SourceInput, options: Partial<MigrateOptions> = {}) {
  const world = virtualWorld(1);
  const driven = drivenTarget(world, {});
  const files: string[] = [];
  let requests = 0;
  const target = {
    ...driven,
    identity: () => {
      requests += 1;
      return driven.identity({ signal: new AbortController().signal });
    },
    upload: async (...[id, file, given]: Parameters<typeof driven.upload>) => {
      const blocks: Uint8Array[] = [];
      for await (const block of file.open()) blocks.push(block);
      files.push(Buffer.concat(blocks).toString());
      return driven.upload(id, file, given);
    },
    ...(options.target && { operation: options.target.operation }),
  };
  const all = { columns: { id__c: 'id' }, world, runDir: '/run', ...options, target };
  const end = await migrate(input, all).then(
    (summary) => ({ records: summary.records, message: '', code: '' }),
    (error) => ({ records: error.summary.records, message: error.message, code: error.code }),
  );
  return { ...end, files, requests, creates: creates(driven.calls), options: all, world };
}

function creates(calls: readonly string[]): number {
  return calls.filter((call) => call === 'create').length;
}

/** A source that knows its names before it reads. */
function table(fields: readonly string[] | undefined, records: readonly object[]): Source<object> {
  return {
    name: 'table',
    fields: async () => fields,
    async *read() {
      yield { records };
    },
  };
}

describe('a field that no record of the first segment has', () => {
  const records = [{ id: 1, brand: 'Volvo', owner: { name: 'Ada', mail: 'a@x.com' } }, { id: 2 }];

  test.each<[string, string, string]>([
    ['Brand', '`brand`', ', which differs in upper and lower case'],
    ['brnd', '`brand`', ''],
    ['owner.email', '`owner.mail`', ''],
    ['owner.name ', '`owner.name`', ', while the migration writes a blank at its end'],
    ['ownr.name', '`owner`', ''],
  ])('%j stops the run before its first job, and is named', async (from, nearest, difference) => {
    const inputs = [records, Readable.from(records), table(undefined, records)];
    for (const input of inputs) {
      const {
        code,
        message,
        creates,
        files,
        records: counts,
      } = await outcome(input, {
        columns: { id__c: 'id', b__c: { from, format: 'json' } },
      });
      expect(code).toBe('FIELD_UNKNOWN');
      expect(message).toContain(
        `\`columns.b__c\` names the field \`${from}\`, which none of the first 2 records has ` +
          `(nearest: ${nearest}${difference}); `,
      );
      expect({ creates, files, counts }).toMatchObject({
        creates: 0,
        files: [],
        counts: { read: 0 },
      });
    }
  });

  test('is named for each column, and for the key', async () => {
    const columns = { id__c: 'ID', b__c: 'Brand', c__c: { value: 1 } };
    const { code, message } = await outcome(records, { columns, key: 'id__c' });
    expect(code).toBe('FIELD_UNKNOWN');
    expect(message).toMatch(
      /^`columns\.id__c`, the key, names the field `ID`, .*; `columns\.b__c`/,
    );
  });

  test('may be in any other record of the segment, or have no value', async () => {
    const columns = { id__c: 'id', a__c: 'a', b__c: 'b.c', d__c: 'd.e' };
    const sparse = [{ id: 1 }, { id: 2, a: undefined }, { id: 3, b: { c: 4 } }, { id: 5, d: null }];
    const { code, files } = await outcome(sparse, { columns });
    expect({ code, files }).toEqual({
      code: '',
      files: ['id__c,a__c,b__c,d__c\n1,,,\n2,,,\n3,,4,\n5,,,\n'],
    });
  });

  test('is not shown by null, or by a text, in place of the object that would have it', async () => {
    const columns = { id__c: 'id', o__c: 'owner.email' };
    const unknown = [
      { id: 1, owner: null },
      { id: 2, owner: 'Ada' },
    ];
    expect(await outcome(unknown, { columns })).toMatchObject({
      code: '',
      records: { loaded: 1, rejected: 1 },
    });
    const lacking = [...unknown, { id: 3, owner: { mail: 'a@x.com' } }];
    const { code, message } = await outcome(lacking, { columns });
    expect({ code, message }).toEqual({
      code: 'FIELD_UNKNOWN',
      message: expect.stringContaining(
        'of the first 3 records has (nearest: `owner.mail`)',
      ) as string,
    });
    const text = [{ id: 1, owner: '{"mail":"a@x.com"}' }];
    const json = { ...columns, o__c: { from: 'owner.email', json: true } };
    expect(await outcome(text, { columns: json })).toMatchObject({ code: 'FIELD_UNKNOWN' });
    const found = [...lacking, { id: 4, owner: { email: null } }];
    expect(await outcome(found, { columns })).toMatchObject({ code: '' });
  });

  test('is looked for in the first segment alone, and in all of it', async () => {
    const columns = { id__c: 'id', late__c: 'late' };
    const late = (at: number) =>
      Array.from({ length: 600 }, (_, id) => (id === at ? { id, late: 'x' } : { id }));
    const jobs = { maxRows: 300 };
    expect(await outcome(late(299), { columns, jobs })).toMatchObject({ code: '', creates: 2 });
    expect(await outcome(late(599), { columns, jobs })).toMatchObject({
      code: 'FIELD_UNKNOWN',
      creates: 0,
    });
    const optional = { ...columns, late__c: { from: 'late', optional: true } };
    expect(await outcome(late(599), { columns: optional, jobs })).toMatchObject({
      code: '',
      records: { loaded: 600 },
    });
  });

  test('is no fault of a source that is empty, or whose records are all left out', async () => {
    const columns = { id__c: 'nothing' };
    expect(await outcome([], { columns })).toMatchObject({ code: '', creates: 0 });
    const unreadable = table(undefined, [new Unreadable('LINE_NOT_JSON', 'no')]);
    expect(await outcome(unreadable, { columns })).toMatchObject({ code: '' });
    const plugins = [{ name: 'none', transform: () => undefined }];
    expect(await outcome([{ id: 1 }], { columns, plugins })).toMatchObject({
      code: '',
      records: { skipped: 1 },
    });
  });

  test('is a fault also if each record is rejected for another reason', async () => {
    const columns = { id__c: 'id', b__c: 'b' };
    expect(await outcome([{ id: Number.NaN }], { columns })).toMatchObject({
      code: 'FIELD_UNKNOWN',
    });
  });

  test('runs into a text, and is a rejection of each record', async () => {
    const columns = { id__c: 'id', m__c: 'meta.color' };
    expect(await outcome([{ id: 1, meta: 'red' }], { columns })).toMatchObject({
      code: '',
      records: { rejected: 1 },
    });
  });
});

describe('a field of an object that the first segment does not have', () => {
  const columns = { id__c: 'id', o__c: 'owner.emial' };
  const jobs = { maxRows: 1 };
  /** A source whose batches end where segments do. */
  const batches = (...records: readonly object[]): Source<object> => ({
    name: 'batches',
    async *read() {
      for (const record of records) yield { records: [record] };
    },
  });
  const whole = { email: 'a@x.com' };

  test.each<[string, readonly object[]]>([
    ['null', [{ id: 1, owner: null }]],
    [
      'null, again and again',
      [
        { id: 1, owner: null },
        { id: 2, owner: null },
      ],
    ],
    [
      'a text and null',
      [
        { id: 1, owner: 'Ada' },
        { id: 2, owner: null },
      ],
    ],
  ])('stops the run in the segment that shows it, after %s', async (_, before) => {
    const records = [...before, { id: 8, owner: whole }, { id: 9, owner: whole }];
    const {
      code,
      message,
      records: counts,
    } = await outcome(batches(...records), { columns, jobs });
    expect(code).toBe('FIELD_UNKNOWN');
    expect(message).toBe(
      '`columns.o__c` names the field `owner.emial`, which none of the records so far has (nearest: ' +
        '`owner.email`); correct the name in a new run of the records that are left, or set ' +
        '`optional: true` if the field may be absent from every record',
    );
    expect(counts.read).toBe(before.length);
    expect(counts.loaded + counts.rejected).toBe(before.length);
  });

  test('is no mistake if no record shows it, or once one has it', async () => {
    const none = Array.from({ length: 5 }, (_, id) => ({ id, owner: null }));
    expect(await outcome(batches(...none), { columns, jobs })).toMatchObject({
      code: '',
      creates: 5,
    });
    const found = [...none, { id: 6, owner: { emial: 'x' } }, { id: 7, owner: whole }];
    expect(await outcome(batches(...found), { columns, jobs })).toMatchObject({
      code: '',
      records: { loaded: 7 },
    });
  });

  test('may be further down in each segment', async () => {
    const deep = { id__c: 'id', o__c: 'a.b.c' };
    const records = [
      { id: 1, a: null },
      { id: 2, a: { b: null } },
      { id: 3, a: { b: { d: 1 } } },
    ];
    const { code, message, creates } = await outcome(batches(...records), { columns: deep, jobs });
    expect([code, creates]).toEqual(['FIELD_UNKNOWN', 2]);
    expect(message).toContain('(nearest: `a.b.d`)');
    // What lies above was there before: an object without it shows nothing new.
    const back = [...records.slice(0, 2), { id: 3, a: {} }, { id: 4, a: { b: { c: 1 } } }];
    expect(await outcome(batches(...back), { columns: deep, jobs })).toMatchObject({
      code: '',
      records: { loaded: 4 },
    });
  });

  test('is still looked for after a resume, and `optional` lets the run go on', async () => {
    const abort = new AbortController();
    const plugins = [{ name: 'stop', onJob: () => abort.abort(new Error('enough')) }];
    const records = [
      { id: 1, owner: null },
      { id: 2, owner: whole },
      { id: 3, owner: whole },
    ];
    const options = { columns, jobs, plugins, signal: abort.signal };
    const first = await outcome(batches(...records), options);
    expect(first.code).toBe('INTERRUPTED');
    const { signal: _, plugins: __, ...rest } = first.options;
    const again = { ...rest, runDir: '/run' };
    await expect(resume(batches(...records), again)).rejects.toMatchObject({
      code: 'FIELD_UNKNOWN',
      summary: { records: { read: 1, loaded: 1 } },
    });
    const optional = { ...columns, o__c: { from: 'owner.emial', optional: true } };
    const summary = await resume(batches(...records), { ...again, columns: optional });
    expect(summary.records).toMatchObject({ read: 3, loaded: 3 });
  });

  test('is found by its whole name, and the advice is from the object that lacks it', async () => {
    const flat = [{ id: 1, 'owner.emial': 'x' }];
    expect(await outcome(flat, { columns })).toMatchObject({
      code: '',
      files: ['id__c,o__c\n1,x\n'],
    });
    const { message } = await outcome([{ emial: 1 }, { id: 2, owner: { emal: 1 } }], { columns });
    expect(message).toContain('(nearest: `owner.emal`)');
  });
});

describe('a field that a source does not have', () => {
  test('stops the run before the first request', async () => {
    const source = table(['id', 'Brand Name', 'meta'], [{ id: 1, 'Brand Name': 'x', meta: 'x' }]);
    const columns = { id__c: 'id', b__c: 'brand name', c__c: 'Meta.color' };
    const { code, message, requests } = await outcome(source, { columns });
    expect({ code, requests }).toEqual({ code: 'FIELD_UNKNOWN', requests: 0 });
    expect(message).toMatch(
      /^`columns\.b__c` names the field `brand name`, which table does not have/,
    );
    expect(message).toContain(
      '`columns.c__c` names the field `Meta.color`, which table does not have',
    );
  });

  test('is a fault also if the source has no records, but optional fields and constants are not', async () => {
    const columns = { id__c: 'id', b__c: { from: 'b', optional: true }, c__c: { value: 'c' } };
    expect(await outcome(table(['id'], []), { columns })).toMatchObject({ code: '' });
    expect(await outcome(table(['ID'], []), { columns })).toMatchObject({ code: 'FIELD_UNKNOWN' });
    expect(await outcome(table(undefined, []), { columns })).toMatchObject({ code: '' });
  });

  test('may come from a plugin', async () => {
    const named: Plugin = {
      name: 'named',
      fields: ['code'],
      transform: (record) => ({ id: record['code'] }),
    };
    const source = table(['code'], [{ code: 'x' }]);
    expect(await outcome(source, { plugins: [named] })).toMatchObject({ code: '' });
    expect(await outcome(table(['Code'], []), { plugins: [named] })).toMatchObject({
      code: 'FIELD_UNKNOWN',
      requests: 0,
    });
  });

  test.each([
    ['throws', () => Promise.reject(new Error('no header')), /^table: no header$/],
    ['returns no list', async () => 'id' as never, /^table: `fields` returned no list$/],
  ])('is not known if `fields` %s', async (_, fields, message) => {
    const source = { ...table([], []), fields };
    const { code, message: text } = await outcome(source);
    expect(code).toBe('SOURCE_FAILED');
    expect(text).toMatch(message);
  });

  test('is not waited for after an abort', async () => {
    const abort = new AbortController();
    const hanging: Source = {
      name: 'hanging',
      fields: () => new Promise(() => abort.abort(new Error('enough'))),
      async *read() {},
    };
    const { signal } = abort;
    expect(await outcome(hanging, { signal })).toMatchObject({ code: 'INTERRUPTED' });
  });
});

describe('a field that a plugin names', () => {
  const upper: Plugin = {
    name: 'upper',
    fields: ['name'],
    transform: (record) => ({ ...record, name: String(record['name']).toUpperCase() }),
  };
  const added: Plugin = {
    name: 'added',
    transformBatch: (records) => records.map((record) => ({ ...record, name: 'x' })),
  };

  test.each([
    ['alone', [upper]],
    [
      'behind one that names none',
      [{ name: 'same', transform: (record: object) => record }, upper],
    ],
    ['before one for batches', [upper, added]],
  ])('and no record has that reaches it, %s, stops the run', async (_, plugins) => {
    const { code, message, creates } = await outcome([{ id: 1, Name: 'x' }], { plugins });
    expect({ code, creates }).toEqual({ code: 'FIELD_UNKNOWN', creates: 0 });
    expect(message).toMatch(
      /^the plugin `upper` names the field `name`, which the first record does not have/,
    );
  });

  test('is the cause that is named, and not what a column then lacks', async () => {
    const pick: Plugin = {
      name: 'pick',
      fields: ['Name'],
      transform: ({ Name }) => ({ Name }),
    };
    const columns = { id__c: 'id', n__c: 'name' };
    const records = [{ id: 1, name: 'x' }];
    const { code, message } = await outcome(records, { columns, plugins: [pick] });
    expect(code).toBe('FIELD_UNKNOWN');
    expect(message).toContain('the plugin `pick` names the field `Name`');
    expect(message).not.toContain('columns');
  });

  test('may come from a plugin before it', async () => {
    expect(await outcome([{ id: 1 }], { plugins: [added, upper] })).toMatchObject({ code: '' });
  });

  test('is a name and not a path', async () => {
    const plugins = [{ ...upper, fields: ['owner.name'] }];
    expect(await outcome([{ id: 1, owner: { name: 'x' } }], { plugins })).toMatchObject({
      code: 'FIELD_UNKNOWN',
    });
  });

  test('counts for a plugin that transforms, and not for one that watches', async () => {
    const plugins = [{ name: 'watch', fields: ['name'], onVerdicts() {} }];
    expect(await outcome([{ id: 1 }], { plugins })).toMatchObject({ code: '' });
  });
});

describe('an update', () => {
  const columns = { Id: 'id', b__c: 'b', c__c: { from: 'c', optional: true } };
  const target = { operation: 'update' } as MigrateOptions['target'];

  test('rejects a record that lacks a field, and empties a column for null', async () => {
    const records = [
      { id: 1, b: 'x' },
      { id: 2, c: 'y' },
      { id: 3, b: null, c: 'z' },
    ];
    const {
      files,
      records: counts,
      world,
    } = await outcome(records, { columns, target, onMissing: 'reset' });
    expect(counts).toMatchObject({ loaded: 2, rejected: 1 });
    expect(files).toEqual(['Id,b__c,c__c\n1,x,\n3,,z\n']);
    const rejected = Buffer.from(world.files.get('/run/rejected.jsonl') ?? []).toString();
    expect(JSON.parse(rejected)).toMatchObject({
      position: 1,
      record: { id: 2, c: 'y' },
      by: 'validation',
      errors: [{ code: 'FIELD_MISSING', column: 'b__c' }],
    });
  });

  test('stops if no record has the field', async () => {
    const records = [{ id: 1, B: 'x' }];
    const unknown = await outcome(records, { columns, target, onMissing: 'reset' });
    expect(unknown).toMatchObject({ code: 'FIELD_UNKNOWN', creates: 0 });
  });
});

describe('a resume', () => {
  const columns = { id__c: 'id', early__c: 'early' };
  const records = Array.from({ length: 20 }, (_, id) => (id < 10 ? { id, early: 'x' } : { id }));

  test('does not look again for what the first segment had', async () => {
    const abort = new AbortController();
    const plugins = [{ name: 'stop', onJob: () => abort.abort(new Error('enough')) }];
    const jobs = { maxRows: 10 };
    const first = await outcome(records, { columns, jobs, plugins, signal: abort.signal });
    expect(first).toMatchObject({ code: 'INTERRUPTED', records: { loaded: 0 } });
    const { signal: _, plugins: __, ...options } = first.options;
    const source = table(['other'], records);
    const { records: counts } = await resume(source, { ...options, runDir: '/run' });
    expect(counts).toMatchObject({ read: 20, loaded: 20 });
  });

  test('looks again if the first segment was not accepted', async () => {
    const wrong = { id__c: 'id', early__c: 'Early' };
    const first = await outcome(records, { columns: wrong });
    expect(first.code).toBe('FIELD_UNKNOWN');
    await expect(resume(records, { ...first.options, runDir: '/run' })).rejects.toMatchObject({
      code: 'FIELD_UNKNOWN',
    });
  });
});

describe('many wrong names', () => {
  const COUNT = 20_000;
  const CPU_MS_MAX = 20_000;
  const names = Array.from({ length: COUNT }, (_, n) => `legacy_column_number_${n}`);
  const columns = Object.fromEntries(names.map((name, n) => [`c${n}__c`, `x_${name}`]));
  const record = Object.fromEntries(names.map((name) => [name, 1]));

  test.each<[string, SourceInput]>([
    ['to a source that knows its names', table(names, [])],
    ['to records', [record]],
    ['to an object in records', [{ o: record }]],
  ])('are compared %s in a time that does not grow with their square', async (kind, input) => {
    const started = process.cpuUsage();
    const nested = Object.fromEntries(
      Object.entries(columns).map(([column, name]) => [column, `o.${name}`]),
    );
    const { code, message } = await outcome(input, {
      columns: kind.includes('object') ? nested : columns,
    });
    const { user, system } = process.cpuUsage(started);
    expect(code).toBe('FIELD_UNKNOWN');
    expect(message).toContain('(nearest: `');
    expect(message).toContain(`; and ${COUNT - 5} more; correct`);
    expect((user + system) / 1000).toBeLessThan(CPU_MS_MAX);
  });
});

describe('a retry', () => {
  const columns = { id__c: 'id', sparse__c: 'sparse' };
  const records = [
    { id: 1, sparse: 'x' },
    { id: Number.POSITIVE_INFINITY, sparse: 'x' },
    { id: {} },
  ];

  test('does not look for what the run before it had, but for what is new', async () => {
    const { options } = await outcome(records, { columns });
    const plugins = [{ name: 'mend', transform: () => ({ id: 3 }) }];
    const again = { ...options, columns: { ...columns, more__c: 'more' }, plugins };
    await expect(retry('/run', { ...again, runDir: '/again' })).rejects.toMatchObject({
      code: 'FIELD_UNKNOWN',
      message: expect.stringMatching(/^`columns\.more__c` names the field `more`/) as string,
    });
    // It did not use up the only retry, and cannot be continued beside another one.
    const mended = await retry('/run', { ...options, plugins, runDir: '/mended' });
    expect(mended.records).toMatchObject({ read: 1, loaded: 1 });
    await expect(resume([], { ...again, runDir: '/again' })).rejects.toMatchObject({
      code: 'FIELD_UNKNOWN',
    });
  });

  test('that was stopped before its first segment gives way to another one', async () => {
    const { options } = await outcome(records, { columns });
    const abort = new AbortController();
    const stop = { name: 'stop', onStart: () => abort.abort(new Error('enough')) };
    const mend = { name: 'mend', transform: () => ({ id: 3 }) };
    const stopped = { ...options, plugins: [stop, mend], signal: abort.signal, runDir: '/stopped' };
    await expect(retry('/run', stopped)).rejects.toMatchObject({ code: 'INTERRUPTED' });
    const plugins = [mend];
    const other = await retry('/run', { ...options, plugins, runDir: '/other' });
    expect(other.records).toMatchObject({ read: 1, loaded: 1 });
    await expect(resume([], { ...options, plugins, runDir: '/stopped' })).rejects.toMatchObject({
      code: 'RETRY_REFUSED',
      message: expect.stringContaining('/other') as string,
    });
  });

  test('of a run with a field that no retried record has loads them', async () => {
    const { options } = await outcome(records, { columns });
    const plugins = [{ name: 'mend', transform: () => ({ id: 3 }) }];
    const { records: counts } = await retry('/run', { ...options, plugins, runDir: '/again' });
    expect(counts).toMatchObject({ read: 1, loaded: 1 });
  });
});
