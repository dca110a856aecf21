import { describe, expect, test } from 'vitest';
import { parseMigration } from './document.ts';

const read = (text: string, name = 'm.yaml') => parseMigration(name, text).value;

describe('what is written is kept', () => {
  test.each([
    ['a: 7', { a: 7 }],
    ['a: -7.25', { a: -7.25 }],
    ['a: 0', { a: 0 }],
    ['a: 0.0000001', { a: 1e-7 }],
    ['a: 12345678901234567890', { a: 12345678901234567890n }],
    ['a: true', { a: true }],
    ['a: null', { a: null }],
    ['a: "007"', { a: '007' }],
    ["a: '1.10'", { a: '1.10' }],
    ['a: |-\n  1.10', { a: '1.10' }],
    ['a: !!str 007', { a: '007' }],
    ['a: 1_000', { a: '1_000' }],
    ['a: 12:30', { a: '12:30' }],
    ['a: 2024-01-01', { a: '2024-01-01' }],
    ['a: yes', { a: 'yes' }],
    ['a: off', { a: 'off' }],
    ['a: NO', { a: 'NO' }],
    ['a: 0123x', { a: '0123x' }],
    ['{ 1: Jan, 10: Oct, 2.5: x, true: y }', { 1: 'Jan', 10: 'Oct', 2.5: 'x', true: 'y' }],
    ['{ "01": Jan, "": none, "null": x }', { '01': 'Jan', '': 'none', null: 'x' }],
    ['{ NO: Norway, yes: Y, 12:30: noon }', { NO: 'Norway', yes: 'Y', '12:30': 'noon' }],
    ['a: &x 5\nb: *x', { a: 5, b: 5 }],
  ])('%j', (text, value) => {
    expect(read(text)).toEqual(value);
  });
});

describe('what YAML would change is refused, with what to write', () => {
  test.each([
    ['a:', 'm.yaml:1:3: `a`: there is no value; write null for none, or "" for an empty text'],
    ['{ a: 1, b: }', '`b`: there is no value'],
    ['{ "01" }', '`01`: there is no value'],
    ['a: [1, ]\nb:\n  -\n  - 2', '`b.0`: there is no value'],
    ['a: 007', 'm.yaml:1:4: `a`: 007 would be read as 7; write "007" to keep it as text, or 7'],
    ['a: 1.10', '1.10 would be read as 1.1; write "1.10" to keep it as text, or 1.1'],
    ['a: 1.0', '1.0 would be read as 1; write "1.0" to keep it as text, or 1'],
    ['a: 1e3', '1e3 would be read as 1000; write "1e3" to keep it as text, or 1000'],
    ['a: .5', '.5 would be read as 0.5; write ".5" to keep it as text, or 0.5'],
    ['a: 5.', '5. would be read as 5; write "5."'],
    ['a: +5', '+5 would be read as 5; write "+5"'],
    ['a: -0', '-0 would be read as 0; write "-0"'],
    ['a: 0x1F', '0x1F would be read as 31; write "0x1F"'],
    ['a: 0o7', '0o7 would be read as 7; write "0o7"'],
    ['a: .nan', '.nan would be read as NaN; write ".nan" to keep it as text'],
    ['a: 1e999', '1e999 would be read as Infinity; write "1e999" to keep it as text'],
    ['a: 0.10000000000000000001', 'write "0.10000000000000000001" to keep it as text'],
    ['a: True', 'True would be read as true; write "True" to keep it as text, or true'],
    ['a: NULL', 'NULL would be read as null; write "NULL" to keep it as text, or null'],
    ['a: ~', '~ would be read as null; write "~" to keep it as text, or null'],
    ['a: [b, { c: 007 }]', 'm.yaml:1:13: `a.1.c`: 007 would be read as 7'],
    ['007', 'm.yaml:1:1: 007 would be read as 7'],
    ['a: !!int "007"', '`a`: 007 would be read as 7'],
    ['a: { 01: Jan }', 'm.yaml:1:6: `a`: the key 01 would be read as 1; write "01"'],
    ['1.10: x', 'm.yaml:1:1: the key 1.10 would be read as 1.1; write "1.10"'],
    ['False: x', 'the key False would be read as false; write "False"'],
    ['NULL: x', 'the key NULL would be read as null; write "NULL"'],
    ['null: x', 'the key null would be read as null; write "null"'],
    [': x', 'm.yaml:1:1: a key is missing before the colon'],
    ['[1, 2]: x', 'm.yaml:1:1: a key is one text; write it in quotes'],
    ['{ 1: a, "1": b }', 'm.yaml:1:9: the key 1 occurs twice'],
    [
      'a: !env X',
      'm.yaml:1:4: invalid YAML: this tag is not known; quote a text that begins with !',
    ],
    ['a: !!set { x }', 'this tag is not known'],
    ['a: !!timestamp 2024-01-01', 'this tag is not known'],
    ['a: !!binary aGk=', 'this tag is not known'],
    [
      'a: 1\n---\nb: 2',
      'm.yaml:2:1: invalid YAML: a file is one document; remove what follows `---`',
    ],
    ['{ a: $' + '{V} }', 'within { } a variable is written in quotes: "$' + '{NAME}"'],
    ['%YAML 1.1\n---\na: yes', 'yes would be read as true; write "yes"'],
    ['%YAML 1.1\n---\na: 12:30', '12:30 would be read as 750; write "12:30"'],
    ['%YAML 1.1\n---\na: 1_000', '1_000 would be read as 1000; write "1_000"'],
    [
      '%YAML 1.1\n---\na: 2024-01-01',
      '2024-01-01 would be read as 2024-01-01T00:00:00.000Z; write',
    ],
    ['%YAML 1.1\n---\na: 0123', '0123 would be read as 83; write "0123"'],
  ])('%j', (text, message) => {
    expect(() => read(text)).toThrow(message);
  });

  test.each([
    'clientSecret: 0042',
    'source: { headers: { x-shop: 0042 } }',
    'source: { query: { key: [0042] } }',
    'target: { pin: 0042 }',
    'source: { login: [u, 0042] }',
    'plugins: [{ auth: { user: u, pwd: 0042 } }]',
    'target: { clientSecret: ab,0042: 1 }',
  ])('without the text of %j, which may be a secret', (text) => {
    expect(() => read(text)).toThrow('would be read as another text than is written; quote it');
    expect(() => read(text)).not.toThrow('42');
  });

  test.each([
    ['target: { clientSecret: ab, x42 }', 'm.yaml:1:29: `target`: there is a key without a value'],
    ['target: { clientSecret: ab, x42: }', '`target`: there is a key without a value'],
    ['source: { auth: { pwd: ab,x42 } }', '`source.auth`: there is a key without a value'],
    ['plugins: [{ pwd: ab, x42 }]', '`plugins.0`: there is a key without a value'],
    ['target:\n  x42:\n', 'm.yaml:2:7: `target`: there is a key without a value'],
    ['source: [x42, ]\ntarget: { a:', 'm.yaml:2:13: invalid YAML: a { is not closed'],
  ])('without the name of %j, which may be half a secret', (text, message) => {
    expect(() => read(text)).toThrow(message);
    expect(() => read(text)).not.toThrow('x42');
  });

  test('at the line and column of the value', () => {
    const text = 'columns:\n  a__c: id\n  d__c: { value: 007 }\n';
    expect(() => read(text)).toThrow('m.yaml:3:18: `columns.d__c.value`: 007 would');
  });
});

describe('JSON', () => {
  test('has the same rule', () => {
    expect(read('{"a": 9007199254740993, "b": 1.5}', 'm.json')).toEqual({
      a: 9007199254740993n,
      b: 1.5,
    });
    expect(() => read('{"a": 1.10}', 'm.json')).toThrow('m.json:1:7: `a`: 1.10 would be read');
    expect(() => read('{"a": 0.10000000000000000001}', 'm.json')).toThrow('m.json:1:7');
    expect(() => read('{"a": 1, "a": 2}', 'm.json')).toThrow(
      'this key occurs twice in the same map',
    );
  });

  test('that a program has written may have any number that keeps its value', () => {
    const readAny = (text: string) => parseMigration('m.json', text, 'by-value').value;
    expect(readAny('{"a": 1.0E-9, "b": 100.0, "c": 1e3}')).toEqual({ a: 1e-9, b: 100, c: 1000 });
    expect(() => readAny('{"a": 0.10000000000000000001}')).toThrow('m.json:1:7: `a`: 0.1');
    expect(() => readAny('{"a": 007}')).toThrow('007 would be read as 7');
  });
});
