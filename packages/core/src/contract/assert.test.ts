import { describe, expect, it } from 'vitest';
import { assert, at, present } from './assert.ts';

const failed = (message: RegExp) =>
  expect.objectContaining({ code: 'ASSERTION_FAILED', message: expect.stringMatching(message) });

describe('assertions', () => {
  it('return what exists, even if it is empty', () => {
    expect([at([0, ''], 0, 'row'), at([0, ''], 1, 'row'), present(false, 'job')]).toEqual([
      0,
      '',
      false,
    ]);
    assert(true, 'unused');
  });

  it.each([
    ['an index after the end', () => at(['a'], 1, 'row'), /^row 1 of 1 does not exist; .* bug/],
    ['an index before the start', () => at(new Float64Array(2), -1, 'row'), /^row -1 of 2/],
    ['half an index', () => at(['a', 'b'], 0.5, 'cell'), /^cell 0\.5 of 2/],
    ['a hole', () => at(['a', undefined], 1, 'resolution'), /^resolution 1 of 2/],
    ['a missing value', () => present(undefined, 'chunk 7'), /^chunk 7 does not exist/],
    ['a false condition', () => assert(false, 'one is two'), /^one is two; this is a bug of/],
  ])('throw for %s', (_, act, message) => {
    expect(act).toThrow(failed(message));
  });
});
