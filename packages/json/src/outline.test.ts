import fc from 'fast-check';
import { expect, it } from 'vitest';
import { documentsBegunIn, isStructured } from './outline.ts';

const container = fc
  .json({ maxDepth: 3 })
  .filter((text) => /^[[{]/.test(text))
  .map((text) => JSON.stringify(JSON.parse(text), undefined, 2));

it('a document has the structure of JSON, and each part of it begins one', () => {
  fc.assert(
    fc.property(container, fc.nat(), (text, seed) => {
      expect(isStructured(text)).toBe(true);
      expect(documentsBegunIn(text.slice(0, 1 + (seed % text.length)))).toBe(1);
    }),
  );
});

it('documents one after another do not, and neither does one without its end', () => {
  fc.assert(
    fc.property(container, container, fc.nat(), (one, two, seed) => {
      expect(isStructured(`${one}\n${two}`)).toBe(false);
      expect(isStructured(one.slice(0, seed % one.length))).toBe(false);
      expect(documentsBegunIn(`${one}\n${two}`)).toBe(2);
      expect(documentsBegunIn(`${one}${two}${one.slice(0, 1 + (seed % one.length))}`)).toBe(3);
    }),
  );
});

it.each([
  '[NaN, -Infinity, True, 01, 1., .5, undefined, 0x1F]',
  '{"a\\q": "one\ntwo\u0000", "b": "\\uZZZZ"}',
  '{"a": "\\"", "b": "],{", "c": "\\\\"}',
])('%j has the structure of JSON, whatever its scalars are', (text) => {
  expect(isStructured(text)).toBe(true);
});

it.each([
  '{a: 1}',
  '{"a" 1}',
  '[1 2]',
  '["a" b]',
  '[1,]',
  '[1}',
  '{"a": "x, "b": "y"}',
  '{"a": "C:\\", "b": 1}',
  "{'a': 1}",
  '',
  ' ',
])('%j does not', (text) => {
  expect(isStructured(text)).toBe(false);
});

it.each(['[1]]', '{"a":1},\n{"a":2}', '{a:[', 'id,[name]', '[1 2,', '{"a":1} 5 {', '', 'x'])(
  '%j has something else than documents',
  (text) => {
    expect(documentsBegunIn(text)).toBe(0);
  },
);

it('takes a time that grows with the length of the text', () => {
  expect(
    isStructured(`["${'\\"'.repeat(1_000_000)}", ${'['.repeat(5000)}${']'.repeat(5000)}]`),
  ).toBe(true);
  expect(documentsBegunIn('[{"a":['.repeat(10_000))).toBe(1);
});
