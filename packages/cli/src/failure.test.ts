import { RowferryError, RunStopped, type Summary, TargetError } from '@rowferry/core';
import { expect, test } from 'vitest';
import { failureOf, messageOf } from './failure.ts';
import { Fault } from './fault.ts';

const refused = new RowferryError('RUN_LOCKED', 'held');

test('an error of core is told with its code, whatever its class', () => {
  expect(messageOf(refused)).toBe('held [RUN_LOCKED]');
  const unsent = new TargetError('no answer', { answer: 'unsent' });
  expect(messageOf(unsent)).toBe('no answer [TARGET_FAILED]');
});

test('a run that stopped tells what else went wrong', () => {
  const later = [new RowferryError('PLUGIN_FAILED', 'not today')];
  const stopped = new RunStopped(refused, {} as Summary, later);
  expect(messageOf(stopped)).toBe('held [RUN_LOCKED]\n  and: not today [PLUGIN_FAILED]');
});

test('what is no error of ours is told as unforeseen, even where it has a code', () => {
  const unforeseen = / \(this was not foreseen: --debug shows where it happened\)$/;
  const alike = Object.assign(new Error('no'), { name: 'RowferryError', code: 'RUN_LOCKED' });
  for (const error of [alike, new Error('no'), 'no', undefined]) {
    expect(failureOf(error)).toEqual({ exitCode: 2, message: expect.stringMatching(unforeseen) });
  }
  expect(messageOf(new Fault('as it is'))).toBe('as it is');
});
