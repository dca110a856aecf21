import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { createTestClient } from '../../test/test-client.ts';
import type { KnobSettings } from '../index.ts';

/** Uploads a file. Returns the status of the answer, and the job's status and error afterwards. */
async function send(csv: string | Buffer, knobs: KnobSettings = {}) {
  const client = createTestClient(knobs);
  const id = await client.create();
  const { status, text } = await client.upload(id, csv);
  await client.world.advance(1000);
  const { status: end, error } = await client.job(id);
  return { status, text, end, error, client, id, stored: client.tenant.recordCount('Person') };
}

describe('an invalid file is refused with 400 and the job stays pending', () => {
  test.each([
    ['a stray quote', 'key__c\na"b\n'],
    ['text after a quote', 'key__c\n"a"b\n'],
    ['an unclosed quote', 'key__c\n"a\n'],
    ['ragged rows', 'key__c,name__c\na\n'],
    ['a bare CR', 'key__c\ra\r'],
    ['invalid UTF-8', Buffer.from([0x6b, 0xff, 0x0a])],
    ['a byte order mark', '\ufeffkey__c\na\n'],
    ['nothing', ''],
    ['an unknown column', 'key__c,nope__c\na,b\n'],
    ['another case', 'Key__c\na\n'],
    ['a system column', 'key__c,CreatedDate\na,b\n'],
    ['Id in a create', 'key__c,Id\na,b\n'],
    ['a column twice', 'key__c,key__c\na,b\n'],
  ])('%s', async (_, csv) => {
    const { status, end, stored } = await send(csv);
    expect({ status, end, stored }).toEqual({ status: 400, end: 'pending', stored: 0 });
  });
});

describe('columns', () => {
  test.each([
    [{ unknownColumn: 'fail' }, { status: 200, end: 'failed', stored: 0 }],
    [{ unknownColumn: 'row-errors' }, { status: 200, end: 'completed', stored: 0 }],
    [{ unknownColumn: 'ignore' }, { status: 200, end: 'completed', stored: 1 }],
  ] as const)('an unknown column under %j', async (knobs, expected) => {
    expect(await send('key__c,nope__c\na,b\n', knobs)).toMatchObject(expected);
  });

  test.each([
    [{ systemColumn: 'fail' }, { status: 200, end: 'failed', stored: 0 }],
    [{ systemColumn: 'row-errors' }, { status: 200, end: 'completed', stored: 0 }],
    [{ systemColumn: 'ignore' }, { status: 200, end: 'completed', stored: 1 }],
  ] as const)('a system column under %j', async (knobs, expected) => {
    expect(await send('key__c,CreatedDate\na,b\n', knobs)).toMatchObject(expected);
  });

  test('knobs ignore the case and select the code of the refusal', async () => {
    expect(await send('KEY__C\na\n', { headerCase: 'ignore' })).toMatchObject({ stored: 1 });
    const { text } = await send('KEY__C\na\n', { headerCode: 71013720 });
    expect(JSON.parse(text)).toEqual({ code: 71013720, message: 'Unknown field [KEY__C].' });
  });
});

describe('size', () => {
  const csv = 'key__c\nabcdefghij\n';
  const repetitive = `key__c,name__c\n${Array.from({ length: 100 }, (_, i) => `${i},aaaaaaaaaa`).join('\n')}\n`;

  test('the limit is exact, in bytes', async () => {
    expect(await send(csv, { fileBytesMax: csv.length })).toMatchObject({ status: 200 });
    const over = await send(csv, { fileBytesMax: csv.length - 1 });
    expect(over).toMatchObject({ status: 400, end: 'pending' });
    const knobs = { fileBytesMax: csv.length - 1, oversizeStatus: 413 } as const;
    expect(await send(csv, knobs)).toMatchObject({ status: 413 });
  });

  test.each([
    ['raw', 400],
    ['gzip', 200],
  ] as const)('a compressed upload counts its %s bytes', async (fileBytesCounted, expected) => {
    const client = createTestClient({ fileBytesCounted, fileBytesMax: 600 });
    const id = await client.create();
    const headers = { 'content-encoding': 'gzip', 'content-type': 'text/csv' };
    const url = `/objects/jobs/${id}/files`;
    const { status } = await client.request('POST', url, gzipSync(repetitive), headers);
    expect(status).toBe(expected);
  });

  test('a body that is not gzip is refused', async () => {
    const client = createTestClient();
    const url = `/objects/jobs/${await client.create()}/files`;
    const headers = { 'content-encoding': 'gzip', 'content-type': 'text/csv' };
    expect(await client.request('POST', url, 'key__c\na\n', headers)).toMatchObject({
      status: 400,
    });
  });

  test('the number of rows may be limited', async () => {
    const two = 'key__c\na\nb\n';
    expect(await send(two, { rowsMax: 2 })).toMatchObject({ status: 200, stored: 2 });
    expect(await send(two, { rowsMax: 1 })).toMatchObject({ status: 400, stored: 0 });
    const failing = await send(two, { rowsMax: 1, rowsOver: 'fail' });
    expect(failing).toMatchObject({ status: 200, end: 'failed', stored: 0 });
  });
});

describe('characters', () => {
  test.each([
    [{}, { status: 200, stored: 2 }],
    [{ fourByteUtf8: 'refuse-file' }, { status: 400, stored: 0 }],
    [{ fourByteUtf8: 'refuse-row' }, { status: 200, stored: 1 }],
  ] as const)('of four bytes under %j', async (knobs, expected) => {
    expect(await send('key__c\n😀\nb\n', knobs)).toMatchObject(expected);
  });

  test('a byte order mark can be stripped, or become part of the first column name', async () => {
    const csv = '\ufeffkey__c\na\n';
    expect(await send(csv, { bom: 'strip' })).toMatchObject({ status: 200, stored: 1 });
    const { text } = await send(csv, { bom: 'keep' });
    expect(JSON.parse(text).message).toBe('Unknown field [\ufeffkey__c].');
  });

  test('any content type other than text/csv in UTF-8 is 415', async () => {
    const client = createTestClient();
    const url = `/objects/jobs/${await client.create()}/files`;
    const types = ['multipart/form-data', 'application/json', '', 'text/csv; charset=latin1'];
    for (const type of types) {
      const { status } = await client.request('POST', url, 'key__c\n', { 'content-type': type });
      expect(status).toBe(415);
    }
    const type = { 'content-type': 'Text/CSV; charset=UTF-8' };
    expect(await client.request('POST', url, 'key__c\n', type)).toMatchObject({ status: 200 });
  });
});

describe('an invalid file may also make the job fail later', () => {
  test('before the first row', async () => {
    const answer = await send('key__c\na\nb"\n', { badFile: 'fail' });
    expect(answer).toMatchObject({ status: 200, end: 'failed', stored: 0 });
    expect(answer.error).toMatchObject({ code: 71013620 });
  });

  test('at the invalid row', async () => {
    const answer = await send('key__c\na\nb"\n', { badFile: 'fail-at-row' });
    expect(answer).toMatchObject({ status: 200, end: 'failed', stored: 1 });
  });

  test.each([
    ['refuse', 400, undefined],
    ['skip', 200, 3],
    ['count', 200, 4],
  ] as const)('blank lines: %s', async (blankLines, status, row) => {
    const { client, id, ...answer } = await send('key__c\na\n\na\n', { blankLines });
    expect(answer.status).toBe(status);
    if (row !== undefined) expect(await client.errors(id)).toMatchObject([{ row }]);
  });
});
