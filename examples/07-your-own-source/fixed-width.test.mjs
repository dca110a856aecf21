// Tests the source: `node --test fixed-width.test.mjs`.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { Unreadable } from '@rowferry/core';
import { openFiles, sourceConformance } from '@rowferry/testkit';
import { fixedWidth } from './fixed-width.mjs';

const folder = mkdtempSync(join(tmpdir(), 'fixed-width-'));
after(() => rmSync(folder, { recursive: true }));
const path = join(folder, 'vehicles.dat');
const fields = { vin: { at: 1, length: 17 }, make: { at: 18, length: 20 } };

// Half a megabyte, so that the source cannot take all of it at once.
const lines = Array.from({ length: 12_000 }, (_, n) =>
  n % 1_000 === 7 ? 'cut short' : `VIN${String(n).padStart(14, '0')}${`Citroën ${n}`.padEnd(20)}`,
);
writeFileSync(path, Buffer.from(lines.join('\n'), 'latin1'));

// Good lines, then one that does not end.
const endless = join(folder, 'endless.dat');
writeFileSync(endless, `${lines.join('\n')}\n${'x'.repeat(200_000)}`, 'latin1');

describe('fixedWidth', () => {
  sourceConformance({
    test,
    source: () => fixedWidth({ path, fields }),
    records: lines.map((line) =>
      line === 'cut short'
        ? new Unreadable('LINE_WIDTH', '')
        : { vin: line.slice(0, 17), make: line.slice(17).trimEnd() },
    ),
    places: lines.map((_, n) => `${path}:${n + 1}`),
    failing: () => fixedWidth({ path: endless, fields }),
    held: openFiles(folder),
    // The machine may be busy.
    patienceMs: 60_000,
  });

  test('a checkpoint of another file is an error', async () => {
    const checkpoint = { offset: 38, line: 1, size: 38 };
    const { signal } = new AbortController();
    const first = fixedWidth({ path, fields }).read({ signal, checkpoint }).next();
    await assert.rejects(first, { code: 'SOURCE_CHANGED', message: /size of .* has changed/ });
  });

  test('missing options are a TypeError', () => {
    assert.throws(() => fixedWidth({ path }), TypeError);
  });
});
