// Whether the source is right: `node --test fixed-width.test.mjs`.
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { Unreadable } from '@rowferry/core';
import { sourceConformance } from '@rowferry/testkit';
import { fixedWidth } from './fixed-width.mjs';

const folder = mkdtempSync(join(tmpdir(), 'fixed-width-'));
after(() => rmSync(folder, { recursive: true }));
const path = join(folder, 'vehicles.dat');
const fields = { vin: { at: 1, length: 17 }, make: { at: 18, length: 20 } };

// Half a megabyte, so that the source cannot have all of it at once.
const lines = Array.from({ length: 12_000 }, (_, n) =>
  n % 1_000 === 7 ? 'cut short' : `VIN${String(n).padStart(14, '0')}${`Citroën ${n}`.padEnd(20)}`,
);
writeFileSync(path, Buffer.from(lines.join('\n'), 'latin1'));

/** Linux tells a process what it has open; without that, the rules of releasing see less. */
function openFiles() {
  return readdirSync('/proc/self/fd').filter((descriptor) => {
    try {
      return readlinkSync(`/proc/self/fd/${descriptor}`) === path;
    } catch {
      return false;
    }
  }).length;
}

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
    failing: () => fixedWidth({ path: join(folder, 'missing.dat'), fields }),
    ...(process.platform === 'linux' && { held: openFiles }),
  });

  test('misuse is a TypeError', () => {
    assert.throws(() => fixedWidth({ path }), TypeError);
  });
});
