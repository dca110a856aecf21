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
