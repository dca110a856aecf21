import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startSimulator } from '@rowferry/simulator';
import { describe, expect, test } from 'vitest';
import { folderWith, rowferry, VEHICLES, variablesOf } from './rowferry.ts';
import { killMidway, MIGRATION, scene } from './scene.ts';

/** A migration with this source. */
function migration(source: string, text = VEHICLES): string {
  return text.replace(/^source:\n(?: .*\n)+/, `source: ${source}\n`);
}

/** Runs a migration of a file with this content. */
async function run(name: string, content: string | Buffer, source: string) {
  await using simulator = await startSimulator();
  await using folder = await folderWith({ 'm.yaml': migration(source) });
  const { path: cwd } = folder;
  await mkdir(join(cwd, 'export (1)'));
  await writeFile(join(cwd, name), content);
  const args = ['run', 'm.yaml', '--run-dir', 'out'];
  const { code, stderr } = await rowferry(args, { cwd, env: variablesOf(simulator) });
  const stored = [...simulator.tenant.records('Vehicle')].map(({ cells }) => cells['vin__c']);
  return { code, stderr, stored, jobs: simulator.tenant.jobs().length };
}

const RECORDS = ['A', 'B', 'C'].map((vin) => ({ vin, brand: 'Volvo', notes: `${vin}\n` }));
const LINES = RECORDS.map((record) => JSON.stringify(record));
const TABLE = 'vin,brand,notes\nA,Volvo,\nB,Volvo,\nC,Volvo,\n';
const base64 = (text: string) => Buffer.from(text, 'base64');
const PAGE = '<!DOCTYPE html>\n<html>\n<head><title>Sign in</title></head>\n</html>\n';

describe.concurrent('a file', () => {
  test.each([
    ['a JSON array', 'x.json', JSON.stringify(RECORDS), '{ use: json, path: x.json }'],
    ['lines', 'x.json', `[\n${LINES.join(',\n')}\n]\n`, '{ use: json, path: x.json }'],
    [
      'a document',
      'x.json',
      JSON.stringify({ n: 3, data: { rows: RECORDS }, more: [RECORDS] }, undefined, 2),
      '{ use: json, path: x.json, records: data.rows }',
    ],
    ['JSON Lines', 'x.jsonl', LINES.join('\n'), '{ use: jsonl, path: x.jsonl }'],
    ['a table', 'export (1)/x.csv', TABLE, '{ use: csv, path: "export (1)/*.csv" }'],
  ])('that is %s is read', async (_, name, content, source) => {
    expect(await run(name, content, source)).toMatchObject({
      code: 0,
      stored: ['A', 'B', 'C'],
    });
  });

  test.each<[string, string | Buffer, string, RegExp]>([
    ['an array on one line', JSON.stringify(RECORDS), 'jsonl', /is one JSON array .*`use: json`/],
    ['an array, a record a line', `[\n${LINES.join(',\n')}\n]`, 'jsonl', /is one JSON array/],
    ['an array over lines', JSON.stringify(RECORDS, undefined, 2), 'jsonl', /is one JSON array/],
    [
      'an array in a document',
      JSON.stringify({ rows: RECORDS }, undefined, 2),
      'jsonl',
      /goes over several lines .*`use: json` and `records`/,
    ],
    ['JSON Lines', LINES.join('\n'), 'json', /is JSON Lines .*`use: jsonl`/],
    ['UTF-16', Buffer.from(`\uFEFF${LINES.join('\r\n')}`, 'utf16le'), 'jsonl', /x is UTF-16, and/],
    ['UTF-16 without mark', Buffer.from(LINES.join('\n'), 'utf16le'), 'jsonl', /x is UTF-16LE/],
    ['UTF-16 JSON', Buffer.from(JSON.stringify(RECORDS), 'utf16le'), 'json', /x is UTF-16LE/],
    ['a ZIP archive', base64('UEsDBBQAAAAIABuNfV0GLKUEEAAAABIAAAAHAAAA'), 'jsonl', /is a ZIP/],
    [
      'a workbook',
      base64('UEsDBBQAAAAIAB2NfV3LO8jXCwAAAAkAAAAFAAAA'),
      'csv',
      /is a ZIP archive or a/,
    ],
    ['bzip2', base64('QlpoOTFBWSZTWTK+O7E='), 'csv', /compressed with bzip2, .*`bzip2 -d`/],
    ['zstd', base64('KLUv/QRYKQAAaWQKMQo='), 'csv', /compressed with zstd, .*`zstd -d`/],
    ['HTML', PAGE, 'csv', /is HTML or XML instead of CSV; look at it/],
    ['HTML', PAGE, 'json', /is HTML or XML instead of JSON;/],
  ])('that is %s is named, and nothing of it is read', async (_, content, use, message) => {
    const { code, stderr, jobs } = await run('x', content, `{ use: ${use}, path: x }`);
    expect(stderr).toMatch(message);
    expect(stderr).toMatch(/\[SOURCE_FAILED\]$/m);
    expect({ code, jobs }).toEqual({ code: 2, jobs: 0 });
  });
});

test('a run that reads a JSON array is killed and resumed, and each record is stored once', async () => {
  const vins = Array.from({ length: 100 }, (_, n) => `VIN${n}`);
  const rows = vins.map((vin) => ({ vin, brand: 'Volvo', notes: '' }));
  const files = {
    'v.yaml': migration('{ use: json, path: v.json, records: rows }', MIGRATION),
    'v.json': JSON.stringify({ rows }),
  };
  const knobs = { processingMs: 300, processingJitterMs: 300 };
  await using killed = await scene({ knobs, files });
  await killMidway(killed, () => killed.begin('run', 'v.yaml', '--run-dir', 'out'));
  expect(killed.stored().size).toBeLessThan(100);
  expect((await killed.command('resume', 'out')).code).toBe(0);
  expect(killed.stored()).toEqual(new Map(vins.map((vin) => [vin, 1])));
});
