import fc from 'fast-check';
import { expect, test } from 'vitest';
import { valuesIn } from './values.ts';

const kindOf = (value: unknown) => {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  const kinds: Record<string, string> = { string: 'a text', object: 'an object' };
  return kinds[typeof value] ?? `a ${typeof value}`;
};

/** The values that a path leads to, first those that are found first. */
function walk(value: unknown, path = ''): [string, unknown][] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [[path, value]];
  const within = Object.entries(value).flatMap(([name, inner]) =>
    walk(inner, path === '' ? name : `${path}.${name}`),
  );
  return [[path, value], ...within];
}

test('the values in a document are those of JSON.parse', () => {
  const names = fc.string().map((name) => `n${name.replaceAll('.', '')}`);
  const { value } = fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof(
      { depthSize: 'small' },
      fc.jsonValue({ maxDepth: 0 }),
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(names, tie('value'), { maxKeys: 3 }),
    ),
  }));
  fc.assert(
    fc.property(value, fc.nat(3), (document, indent) => {
      const text = JSON.stringify(document, undefined, indent);
      const values = walk(JSON.parse(text));
      const { kinds, arraysOfObjects } = valuesIn(text);
      expect([...kinds]).toEqual(values.map(([path, one]) => [path, kindOf(one)]));
      const lists = values.filter(
        ([, one]) => Array.isArray(one) && kindOf(one[0]) === 'an object',
      );
      expect(arraysOfObjects).toEqual(lists.map(([path]) => path));
    }),
  );
});

test('a document that breaks off has the values before', () => {
  const text = '{"a":{"b\\"":[1,{}],"c":[{"d":[{}]}]},"e":"x\\\\","f":12}';
  const whole = [...valuesIn(text).kinds];
  for (let length = 0; length < text.length; length += 1) {
    const { kinds } = valuesIn(text.slice(0, length));
    expect(whole.slice(0, kinds.size).map(([path]) => path)).toEqual([...kinds.keys()]);
  }
  expect(valuesIn(text).arraysOfObjects).toEqual(['a.c']);
});
