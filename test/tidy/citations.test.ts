import { expect, test } from 'vitest';
import { FILES, read } from './tree.ts';

const SHEET = 'docs/zuora-api.md';
/** `docs/zuora-api.md, section 1.3`, and more sections after commas and `and`. */
const CITATION = /docs\/zuora-api\.md, sections? ([\d., and]*\d)/g;
const SECTIONS = new Set([...read(SHEET).matchAll(/^#{2,3} (\d+(?:\.\d+)?)/gm)].map(([, n]) => n));
const CODE = FILES.filter((path) => /^packages\/.*\.(ts|md)$/.test(path));

const CITATIONS = CODE.flatMap((path) =>
  [
    ...read(path)
      .replace(/\n\s*\*?\s*/g, ' ')
      .matchAll(CITATION),
  ].map(([, numbers = '']) => ({
    path,
    sections: numbers.match(/\d+(?:\.\d+)?/g) ?? [],
  })),
);

test('client and simulator cite the facts that they rely on', () => {
  const citing = new Set(CITATIONS.map(({ path }) => path.split('/')[1]));
  expect([...citing]).toEqual(expect.arrayContaining(['simulator', 'zuora']));
});

test('every section that is cited exists', () => {
  const missing = CITATIONS.flatMap(({ path, sections }) =>
    sections.filter((section) => !SECTIONS.has(section)).map((section) => `${path}: ${section}`),
  );
  expect(missing).toEqual([]);
});

test('facts are cited by their page, and not by another name', () => {
  const other = CODE.filter((path) => /fact sheet/i.test(read(path)));
  expect(other).toEqual([]);
});
