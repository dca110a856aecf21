import { RowferryError, RunStopped, type Summary, TargetError } from '@rowferry/core';
import { expect, test } from 'vitest';
import { failureOf, messageOf, stacksOf } from './failure.ts';
import { Fault } from './fault.ts';

const locked = new RowferryError('RUN_LOCKED', 'locked');

test('the message of a core error includes its code, whatever its class', () => {
  expect(messageOf(locked)).toBe('locked [RUN_LOCKED]');
  const unsent = new TargetError('no answer', { answer: 'unsent', meaning: 'passing' });
  expect(messageOf(unsent)).toBe('no answer [TARGET_FAILED]');
});

test('the message of a stopped run includes later errors', () => {
  const later = [new RowferryError('PLUGIN_FAILED', 'not today')];
  const stopped = new RunStopped(locked, {} as Summary, later);
  expect(messageOf(stopped)).toBe('locked [RUN_LOCKED]\n  and: not today [PLUGIN_FAILED]');
});

test('an interrupted run needs no message, unless something else went wrong', () => {
  const interrupted = new RowferryError('INTERRUPTED', 'interrupted: SIGINT');
  expect(failureOf(interrupted)).toEqual({ exitCode: 130 });
  expect(failureOf(new RunStopped(interrupted, {} as Summary))).toEqual({ exitCode: 130 });
  expect(failureOf(new RunStopped(interrupted, {} as Summary, [locked]))).toEqual({
    exitCode: 130,
    message: 'interrupted\n  and: locked [RUN_LOCKED]',
  });
});

test('the exit code is 75 if the same command may succeed later, whatever names the place', () => {
  const unsent = new TargetError('no answer', { answer: 'unsent', meaning: 'passing' });
  const placed = new Fault('v.yaml:8:1: locked', { cause: locked });
  const codes = [locked, new RunStopped(locked, {} as Summary), placed, unsent].map(
    (error) => failureOf(error).exitCode,
  );
  expect(codes).toEqual([75, 75, 75, 75]);
  const refused = new TargetError('no', { answer: 'refused', meaning: 'login' });
  expect([refused, new Fault('no')].map((error) => failureOf(error).exitCode)).toEqual([2, 2]);
});

test('any other error is reported as unexpected, even if it has a code', () => {
  const unexpected = / \(unexpected error; --debug shows where it happened\)$/;
  const lookalike = Object.assign(new Error('no'), { name: 'RowferryError', code: 'RUN_LOCKED' });
  for (const error of [lookalike, new Error('no'), 'no', undefined]) {
    expect(failureOf(error)).toEqual({ exitCode: 2, message: expect.stringMatching(unexpected) });
  }
  expect(messageOf(new Fault('as it is'))).toBe('as it is');
});

test('stacks contain no message of an error that is not ours', () => {
  const cause = Object.assign(new TypeError('ssn 1\n    at ssn 2'), { code: 'ERR_OWN' });
  const changed = new Error('ssn 3');
  changed.message = 'ssn 4';
  const placed = new Fault('m.yaml:1:1: no', {
    cause: new RowferryError('PLUGIN_FAILED', 'p', { cause }),
  });
  const stacks = stacksOf(placed);
  expect(stacks).toMatch(/m\.yaml:1:1: no\n {4}at /);
  expect(stacks).toContain('\ncaused by: RowferryError: p\n');
  expect(stacks).toMatch(/\ncaused by: TypeError \[ERR_OWN\]\n {4}at .*failure\.test\.ts/);
  expect(stacks + stacksOf(changed)).not.toContain('ssn');
});
