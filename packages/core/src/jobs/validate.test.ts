import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LIKE_ZUORA } from '../../../../test/world/likeness.ts';
import type { ColumnDefinition, Definition } from '../contract/definition.ts';
import type { Target } from '../contract/target.ts';
import type { Columns } from '../values/columns.ts';
import { recoveryOf } from './recovery.ts';
import { checkColumns, checkKey } from './validate.ts';

const COLUMN: ColumnDefinition = {
  ...{ type: 'string', required: false, unique: false, filterable: false, system: false },
};
const TARGET = { operation: 'create', find: async function* () {} } as Partial<Target> as Target;

function check(column: Partial<ColumnDefinition>, target: Partial<Target> = {}, others = true) {
  const columns = {
    key__c: { ...COLUMN, ...column },
    CreatedDate: { ...COLUMN, filterable: others },
  };
  checkKey('key__c', { object: 'Vehicle', columns }, { ...TARGET, ...target });
}

it('refuses a key by which records cannot be looked up', () => {
  expect(() => check({})).toThrow(
    expect.objectContaining({
      code: 'KEY_NOT_FILTERABLE',
      message: expect.stringContaining('`key__c`') as string,
    }),
  );
});

it.each([
  ['is filterable', { filterable: true }, {}],
  ['is unique', { unique: true }, {}],
  ['is of an update, which is not looked up', {}, { operation: 'update' as const }],
])('accepts a key that %s', (_, column, target) => {
  expect(() => check(column, target)).not.toThrow();
});

it('accepts any key if the definition marks no column as filterable', () => {
  expect(() => check({}, {}, false)).not.toThrow();
});

const UPDATE = {
  ...LIKE_ZUORA,
  object: 'Vehicle',
  operation: 'update',
} as Partial<Target> as Target;
const VEHICLE: Definition = {
  object: 'Vehicle',
  columns: {
    a__c: COLUMN,
    b__c: { ...COLUMN, default: 'White' },
    c__c: { ...COLUMN, required: true },
    // Some definitions do not mark the columns that the target maintains.
    Id: COLUMN,
    UpdatedDate: COLUMN,
    Owner: { ...COLUMN, system: true },
  },
};

function named(names: readonly string[]): Columns {
  return Object.fromEntries(names.map((name) => [name, `field of ${name}`]));
}

it('an update may leave out no column of the definition, and the error names exactly those', () => {
  const own = ['a__c', 'b__c', 'c__c'];
  fc.assert(
    fc.property(fc.shuffledSubarray(['Id', ...own]), (listed) => {
      const missing = own.filter((name) => !listed.includes(name));
      const header = [...listed.filter((name) => name !== 'Id'), 'Id'];
      const check = () => checkColumns(named(header), VEHICLE, UPDATE, undefined);
      if (missing.length === 0) return check();
      const names = missing.map((name) => `\`${name}\``).join(', ');
      expect(check).toThrow(
        expect.objectContaining({
          code: 'UPDATE_WOULD_RESET',
          message: expect.stringContaining(`: ${names}; list `) as string,
        }),
      );
    }),
  );
});

it('`onMissing: reset` allows it, but not to leave out a column without which every row is refused', () => {
  expect(() => checkColumns(named(['Id', 'c__c']), VEHICLE, UPDATE, 'reset')).not.toThrow();
  expect(() => checkColumns(named(['Id', 'a__c']), VEHICLE, UPDATE, 'reset')).toThrow(
    expect.objectContaining({
      code: 'COLUMN_REQUIRED',
      message: 'Vehicle requires `c__c`: add it to `columns`',
    }),
  );
});

it('a misspelt column is reported as such, not as columns that would be reset', () => {
  expect(() => checkColumns(named(['Id', 'a_c']), VEHICLE, UPDATE, undefined)).toThrow(
    'Vehicle has no column `a_c`; did you mean `a__c`?',
  );
});

it('an update is refused if the definition is not known, unless a reset is allowed', () => {
  expect(() => checkColumns(named(['Id', 'a__c']), undefined, UPDATE, undefined)).toThrow(
    expect.objectContaining({
      code: 'UPDATE_WOULD_RESET',
      message: expect.stringContaining('the definition of Vehicle cannot be read') as string,
    }),
  );
  expect(() => checkColumns(named(['Id', 'a__c']), undefined, UPDATE, 'reset')).not.toThrow();
  expect(() => checkColumns(named(['a__c']), undefined, TARGET, undefined)).not.toThrow();
});

it.each([undefined, VEHICLE])(
  'an update needs the id of each record, from a field',
  (definition) => {
    expect(() => checkColumns(named(['a__c']), definition, UPDATE, 'reset')).toThrow(
      expect.objectContaining({
        code: 'COLUMN_REQUIRED',
        message: expect.stringMatching(
          /^an update needs the column `Id`: .* the field that/,
        ) as string,
      }),
    );
  },
);

describe('an update of a target whose definition names the id differently', () => {
  const { Id, ...others } = VEHICLE.columns;
  const definition: Definition = {
    object: 'Vehicle',
    columns: { ...others, id: { ...COLUMN, system: true } },
    idColumn: 'id',
  };

  it('takes that name', () => {
    expect(() => checkColumns(named(['id', 'c__c']), definition, UPDATE, 'reset')).not.toThrow();
  });

  it('says it where another one is written, or none', () => {
    expect(() => checkColumns(named(['Id', 'c__c']), definition, UPDATE, 'reset')).toThrow(
      'Vehicle has no column `Id`; did you mean `id`?',
    );
    expect(() => checkColumns(named(['c__c']), definition, UPDATE, 'reset')).toThrow(
      'an update needs the column `id`',
    );
  });

  it('refuses a constant', () => {
    const columns = { ...named(['c__c']), id: { value: 'x' } };
    expect(() => checkColumns(columns, definition, UPDATE, 'reset')).toThrow(
      expect.objectContaining({
        code: 'COLUMN_REQUIRED',
        message: expect.stringContaining('`columns.id`: a constant would send') as string,
      }),
    );
  });

  it('repeats its rows by that column', () => {
    expect(recoveryOf(UPDATE, undefined, ['c__c', 'id'], definition)).toMatchObject({
      kind: 'repeat',
      column: 'id',
      index: 1,
    });
  });
});
