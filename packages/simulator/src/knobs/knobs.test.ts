import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { createTenant, knobsAsMarkdown, listKnobs, parseKnob } from '../index.ts';
import { readValue } from './knob-value.ts';
import { knobNames, knobOf } from './table.ts';

describe('knobs', () => {
  test('cover rows 1 to 32, but not row 30, whose headers change nothing', () => {
    const rows = new Set(listKnobs().map(({ row }) => row));
    for (let row = 1; row <= 32; row++) {
      expect(rows.has(row), `row ${row}`).toBe(row !== 30);
    }
  });

  test('accept their own defaults', () => {
    for (const name of knobNames) {
      const knob = knobOf(name);
      expect(readValue(knob, String(knob.default)), name).toBe(knob.default);
    }
  });

  test.each([
    ['rowBasis=first-line', { rowBasis: 'first-line' }],
    ['overLimitStatus=429', { overLimitStatus: 429 }],
    ['overLimitCode=REQUEST_EXCEEDED_LIMIT', { overLimitCode: 'REQUEST_EXCEEDED_LIMIT' }],
    ['fileBytesMax=15MiB', { fileBytesMax: 15_728_640 }],
    ['tokenDiesMs=2s', { tokenDiesMs: 2000 }],
    ['rowTrouble=0.25', { rowTrouble: 0.25 }],
    ['overLimitMessage=a=b', { overLimitMessage: 'a=b' }],
  ])('%s', (text, expected) => {
    expect(parseKnob(text)).toEqual(expected);
  });

  test.each([
    ['rowBase=record', 'There is no knob `rowBase`; the nearest are `rowBasis`'],
    ['rowBasis=line', '`rowBasis` to be record | first-line | last-line; got `line`.'],
    ['foreignJobs=6', '`foreignJobs` to be jobs, 0 to 5; got `6`.'],
    ['rowTrouble=2', '`rowTrouble` to be 0 to 1; got `2`.'],
    ['rowsMax=1.5', '`rowsMax` to be rows, 0 and up; got `1.5`.'],
    ['rowBasis', 'Expected `name=value`, got `rowBasis`.'],
  ])('%s is an error', (text, message) => {
    expect(() => parseKnob(text)).toThrow(message);
  });

  test('are checked when a tenant is created', () => {
    expect(() => createTenant({ knobs: { foreignJobs: 7 } })).toThrow(TypeError);
  });

  test('are all in the README', () => {
    const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
    // A formatter may align the columns of the table.
    const plain = (text: string) => text.replace(/ *\| */g, '|').replace(/-{3,}/g, '---');
    expect(plain(readme)).toContain(plain(knobsAsMarkdown()));
  });
});
