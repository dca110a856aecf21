import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseExact } from './parse-exact.ts';
import { stringifyExact } from './stringify-exact.ts';

class Own {
  readonly field = 1;
}
const odd = fc.constantFrom<unknown>(
  ...[
    Number.NaN,
    Number.POSITIVE_INFINITY,
    -0,
    undefined,
    () => 1,
    Symbol('x'),
    '\ud800',
    '\u2028',
  ],
  ...[new Date(0), new Date(Number.NaN), Object(3), Object('x'), new Map([[1, 2]]), new Own()],
  ...[{ toJSON: () => 'T' }, { toJSON: 'no function' }, JSON.parse('{"__proto__":{"x":1}}')],
);
const { value } = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    odd,
    fc.jsonValue(),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.string(), tie('value'), { maxKeys: 4 }),
  ),
}));

it('writes everything beside long numbers as `JSON.stringify` does, so that it can be read again', () => {
  fc.assert(
    fc.property(value, (one) => {
      const written = stringifyExact({ long: 10n ** 20n, one }) ?? '';
      expect(() => parseExact(written)).not.toThrow();
      expect(written).toBe(JSON.stringify({ long: 0, one }).replace('0', `1${'0'.repeat(20)}`));
    }),
    { numRuns: 1000 },
  );
});

it('writes a long number wherever it is', () => {
  const number = 12345678901234567890n;
  expect(stringifyExact([number, { n: [number] }])).toBe(`[${number},{"n":[${number}]}]`);
  expect(stringifyExact(number)).toBe(String(number));
});

it('finds a circle wherever it is, without following it', () => {
  let looked = 0;
  const circle = (depth: number, isList: boolean, hasJson: boolean): object => {
    const inner: { around?: unknown; readonly n: number } = {
      get n() {
        looked += 1;
        return 1;
      },
    };
    let outer: object = hasJson ? { toJSON: () => ({ inner }) } : inner;
    for (let n = 0; n < depth; n++) outer = isList ? [outer, 'x', {}] : { a: [], outer, long: 1n };
    inner.around = outer;
    return outer;
  };
  fc.assert(
    fc.property(fc.nat({ max: 20 }), fc.boolean(), fc.boolean(), (depth, isList, hasJson) => {
      looked = 0;
      const value = circle(depth, isList, hasJson);
      const written = () => stringifyExact([1n, { same: 1 }, value]);
      expect(written).toThrow(new TypeError('The value is circular'));
      expect(looked).toBeLessThan(5);
    }),
  );
});

it('writes a value that occurs twice, but not in itself', () => {
  const shared = { n: 1n, list: [{}] };
  const text = '{"n":1,"list":[{}]}';
  const again = { toJSON: () => shared };
  expect(stringifyExact([shared, { shared }, again, { again }, shared])).toBe(
    `[${text},{"shared":${text}},${text},{"again":${text}},${text}]`,
  );
});
