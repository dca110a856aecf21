import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { migratedCells } from './migrated-cells.ts';
import { type PostgresServer, startPostgres } from './server.ts';

let server: PostgresServer;
beforeAll(async () => {
  // A read must not depend on it.
  server = await startPostgres({ settings: ['extra_float_digits = -3'] });
});
afterAll(() => server[Symbol.asyncDispose]());

/** A float type, its size, and the number that a bit pattern is. */
const TYPES = {
  float4: { bytes: 4, numberOf: (view: DataView) => view.getFloat32(0) },
  float8: { bytes: 8, numberOf: (view: DataView) => view.getFloat64(0) },
} as const;
type Type = keyof typeof TYPES;

/** Patterns around each power of two, where neighbours are at unequal distances, and those of no finite number. */
function edges(type: Type): bigint[] {
  const { bytes } = TYPES[type];
  const fraction = bytes === 4 ? 23n : 52n;
  const exponents = bytes === 4 ? 255 : 2047;
  const powers = Array.from(
    { length: exponents + 1 },
    (_, exponent) => BigInt(exponent) << fraction,
  );
  const all = BigInt.asUintN(bytes * 8, -1n);
  return powers
    .flatMap((power) => [
      power,
      power + 1n,
      BigInt.asUintN(bytes * 8, power - 1n),
      power ^ (1n << BigInt(bytes * 8 - 1)),
    ])
    .concat(all);
}

function literal(type: Type, bits: bigint): string {
  const { bytes, numberOf } = TYPES[type];
  const view = new DataView(new ArrayBuffer(8));
  view.setBigUint64(0, bits << BigInt(64 - bytes * 8));
  return `'${Object.is(numberOf(view), -0) ? '-0' : numberOf(view)}'::${type}`;
}

/** Checks that each value has the digits that PostgreSQL writes for it, and that they are the same float again. */
async function check(type: Type, patterns: readonly bigint[]): Promise<void> {
  await server.query(`
    DROP TABLE IF EXISTS floats; CREATE TABLE floats (id int PRIMARY KEY, value ${type}, list ${type}[]);
    INSERT INTO floats SELECT row, value, ARRAY[value, NULL, value] FROM unnest(ARRAY[
      ${patterns.map((bits) => literal(type, bits)).join(', ')}
    ]) WITH ORDINALITY AS one (value, row);
  `);
  const expected = await server.query(`
    SET extra_float_digits = 3;
    SELECT id, value::text, ${type}send(value)::text AS bits,
      CASE WHEN value::text IN ('NaN', 'Infinity', '-Infinity') THEN NULL
        WHEN value::text = '-0' THEN '-0' ELSE value::text::numeric::text END AS digits
    FROM floats ORDER BY id`);
  const { stored, rejected } = await migratedCells(server, { table: 'floats', orderBy: 'id' }, [
    'id',
    'value',
    'list',
  ]);
  const finite = expected.filter(({ digits }) => digits !== null);
  expect(stored).toEqual(
    finite.map(({ id, digits }) => ({
      id__c: String(id),
      value__c: digits,
      list__c: `{${digits},NULL,${digits}}`,
    })),
  );
  expect(
    rejected.map(({ position, record, errors }) => [position + 1, record?.['value'], errors]),
  ).toEqual(
    expected
      .filter(({ digits }) => digits === null)
      .map(({ id, value }) => [
        id,
        value,
        [{ code: 'NUMBER_NOT_FINITE', column: 'value__c', message: expect.any(String) }],
      ]),
  );
  const cells = stored.map(({ value__c: cell }) => `('${cell}'::${type})`);
  const again = await server.query(
    `SELECT ${type}send(cell)::text AS bits FROM (VALUES ${cells.join(', ')}) AS one (cell)`,
  );
  expect(again.map(({ bits }) => bits)).toEqual(finite.map(({ bits }) => bits));
}

test.each(Object.keys(TYPES) as Type[])('each power of two of %s, and its neighbours', (type) =>
  check(type, edges(type)),
);

/** Any bits, and more often integers of 16 to 20 digits, of which PostgreSQL and JavaScript may write different ones. */
function anyBits(type: Type): fc.Arbitrary<bigint> {
  const any = fc.bigInt({ min: 0n, max: BigInt.asUintN(TYPES[type].bytes * 8, -1n) });
  if (type === 'float4') return any;
  const integers = fc.bigInt({ min: (1023n + 53n) << 52n, max: (1023n + 66n) << 52n });
  return fc.oneof(any, integers);
}

test.each(Object.keys(TYPES) as Type[])(
  'any bits of %s reach the cell as the digits that PostgreSQL writes, without exponent',
  (type) =>
    fc.assert(
      fc.asyncProperty(fc.array(anyBits(type), { minLength: 200, maxLength: 500 }), (patterns) =>
        check(type, patterns),
      ),
      { numRuns: 10 },
    ),
);

test('minus zero keeps its sign in a result file as well, from which a retry reads it', async () => {
  const query = "SELECT '-0'::float8 AS zero, '-0'::float4 AS small, 'NaN'::float8 AS none";
  const { rejected } = await migratedCells(server, { query }, ['zero', 'small', 'none']);
  expect(rejected).toMatchObject([{ record: { zero: '-0', small: '-0', none: 'NaN' } }]);
});
