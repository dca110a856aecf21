import { expect, test, vi } from 'vitest';
import * as own from '../index.ts';

test('instanceof recognises what another copy of core created', async () => {
  vi.resetModules();
  const other: typeof own = await import('../index.ts');
  expect(other.Unreadable).not.toBe(own.Unreadable);
  expect(new other.Unreadable('BAD_LINE', 'bad')).toBeInstanceOf(own.Unreadable);
  expect(new other.ExactNumber('0.1')).toBeInstanceOf(own.ExactNumber);
  expect(new other.Rejection('MINE', 'refused')).toBeInstanceOf(own.Rejection);
  expect(new other.RowferryError('SOURCE_FAILED', 'broke')).toBeInstanceOf(own.RowferryError);
  const failure = new other.TargetError('broke', { answer: 'lost', meaning: 'passing' });
  expect(failure).toBeInstanceOf(own.TargetError);
  expect(failure).toBeInstanceOf(own.RowferryError);
});

test('instanceof recognises nothing else', () => {
  const plain = new own.RowferryError('SOURCE_FAILED', 'broke');
  expect(plain).not.toBeInstanceOf(own.TargetError);
  for (const one of [null, undefined, 'text', {}, new Error('broke')]) {
    expect(one).not.toBeInstanceOf(own.RowferryError);
    expect(one).not.toBeInstanceOf(own.Unreadable);
  }
});
