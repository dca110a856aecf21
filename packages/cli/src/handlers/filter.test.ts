import { expect, test } from 'vitest';
import { filterFrom } from './filter.ts';

const COLUMNS = {
  CreatedDate: { type: 'string', format: 'date-time' },
  brand__c: { type: 'string' },
  doors__c: { type: 'integer' },
  sold__c: { type: 'boolean' },
};
const read = (...texts: string[]) => filterFrom(texts, 'Vehicle', COLUMNS).conditions;

test('a value gets the type of its field', () => {
  expect(read('CreatedDate LT 2020-01-01T00:00:00.000Z', 'doors__c ge 3')).toEqual([
    { field: 'CreatedDate', operator: 'LT', value: '2020-01-01T00:00:00.000Z' },
    { field: 'doors__c', operator: 'GE', value: 3 },
  ]);
  expect(read('sold__c EQ false', 'brand__c EQ  Land Rover 2 ')).toEqual([
    { field: 'sold__c', operator: 'EQ', value: false },
    { field: 'brand__c', operator: 'EQ', value: 'Land Rover 2' },
  ]);
});

test.each([
  [['brand__c'], 'expected `field OPERATOR value`'],
  [['brand__c LIKE x'], 'there is no operator `LIKE`'],
  [['bran__c EQ x'], 'Vehicle has no field `bran__c`; did you mean `brand__c`?'],
  [['doors__c EQ many'], '`doors__c` is a number'],
  [['sold__c EQ no'], '`sold__c` is true or false'],
  [['brand__c EQ a', 'brand__c EQ b', 'brand__c EQ c'], 'one or two'],
])('%j is not accepted', (texts, message) => {
  expect(() => read(...texts)).toThrow(message);
});
