import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SourceInput } from '@rowferry/core';
import { http } from '@rowferry/source-http';
import { jsonl } from '@rowferry/source-jsonl';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { migratedRows } from '../world/migrated-rows.ts';

/** No number of more digits than that is made of an exponent. */
const EXPONENT_MAX = 400;
const PLAIN = /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/;

let folder: string;
let lines: readonly string[] = [];
const server = createServer((request, response) => {
  const isPage = request.url === '/page';
  response.setHeader('content-type', isPage ? 'application/json' : 'application/x-ndjson');
  response.end(isPage ? `[${lines.join(',')}]` : lines.join('\n'));
});

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rowferry-digits-'));
  await once(server.listen(0, '127.0.0.1'), 'listening');
});
afterAll(async () => {
  server.close();
  await rm(folder, { recursive: true });
});

/** The same records, from each source that reads JSON. */
async function sources(): Promise<SourceInput[]> {
  const path = join(folder, 'numbers.jsonl');
  await writeFile(path, lines.join('\n'));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return [
    jsonl({ path }),
    http({ url: `${url}/page` }),
    http({ url: `${url}/lines`, format: 'jsonl' }),
  ];
}

/** The cells of `n` in the order of the records, and a code in place of a cell that cannot be. */
async function cellsOf(source: SourceInput): Promise<(string | undefined)[]> {
  const { stored, rejected } = await migratedRows(source, { id: 'id', n: 'n', inner: 'a.0.n' });
  const cells: (string | undefined)[] = lines.map(() => undefined);
  for (const { id, n, inner } of stored) {
    expect(inner).toBe(n);
    cells[Number(id)] = n;
  }
  for (const { position, errors } of rejected) cells[position] = errors[0]?.code;
  return cells;
}

/** The digits of a decimal as an integer, and how many of them are behind the point. */
function partsOf(text: string): { readonly digits: bigint; readonly scale: number } {
  const [, sign, whole = '', fraction = '', exponent = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text) ?? [];
  const digits = BigInt(whole + fraction);
  return { digits: sign === '-' ? -digits : digits, scale: fraction.length - Number(exponent) };
}

function isSame(one: string, other: string): boolean {
  const [a, b] = [partsOf(one), partsOf(other)];
  if (a.digits === 0n || b.digits === 0n) return a.digits === b.digits;
  const by = a.scale - b.scale;
  return by > 0
    ? a.digits === b.digits * 10n ** BigInt(by)
    : b.digits === a.digits * 10n ** BigInt(-by);
}

const mantissa = fc.stringMatching(/^-?(?:0|[1-9]\d{0,20})(?:\.\d{1,20})?$/);
const exponent = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: -30, max: 30 }) },
  { weight: 4, arbitrary: fc.integer({ min: -450, max: 450 }) },
  fc.constantFrom(999_999_999, -999_999_999, 10n ** 30n, -(10n ** 30n)),
);
const written = fc.oneof(
  mantissa,
  fc
    .tuple(mantissa, fc.constantFrom('e', 'E'), fc.constantFrom('', '+'), exponent)
    .map(([digits, e, plus, power]) => `${digits}${e}${power < 0 ? '' : plus}${power}`),
);

test('a number in JSON reaches the cell as the same number without exponent, or is rejected as too long', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(written, { minLength: 50, maxLength: 150 }), async (drawn) => {
      const numbers = [
        ...drawn,
        '1e3',
        '1E-7',
        '1e400',
        '-1e-400',
        '1e401',
        '1e999999999',
        '-0',
        '5e-324',
      ];
      lines = numbers.map((number, id) => `{"id":${id},"n":${number},"a":[{"n":${number}}]}`);
      for (const source of await sources()) {
        for (const [id, cell] of (await cellsOf(source)).entries()) {
          const number = numbers[id] ?? '';
          const power = Number(/e(.*)/i.exec(number)?.[1] ?? 0);
          if (cell === 'NUMBER_TOO_LONG') expect(Math.abs(power)).toBeGreaterThan(EXPONENT_MAX);
          else {
            expect(cell).toMatch(PLAIN);
            expect([number, cell, isSame(number, cell ?? '')]).toEqual([number, cell, true]);
          }
        }
      }
    }),
    { numRuns: 10 },
  );
});
