import { expect, it } from 'vitest';
import type { ColumnDefinition } from '../contract/definition.ts';
import type { Target } from '../contract/target.ts';
import { checkKey } from './validate.ts';

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
