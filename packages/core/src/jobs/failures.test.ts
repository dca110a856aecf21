import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TargetFailure } from '../contract/target-error.ts';
import { isPermanent, isServiceLimit, isTenantFull, isTooLarge } from './failures.ts';

function isFull(failure: Omit<TargetFailure, 'answer'>): boolean {
  return isTenantFull({ answer: 'refused', ...failure });
}

describe('isTenantFull', () => {
  const status = fc.constantFrom(400, 409, 429, 500, 503);
  const resource = fc.integer({ min: 0, max: 999_999 }).map((number) => number * 100);

  it('recognises a full tenant by the last digits of a code, as a number or as text', () => {
    fc.assert(
      fc.property(
        status,
        resource,
        fc.constantFrom(50, 60, 61, 70),
        fc.boolean(),
        (at, base, end, isText) => {
          const apiCode = isText ? String(base + end) : base + end;
          expect(isFull({ status: at, apiCode })).toBe(true);
          expect(isFull({ status: 401, apiCode })).toBe(false);
          expect(isFull({ apiCode })).toBe(false);
        },
      ),
    );
  });

  it.each(['Concurrency reached', 'job LIMIT', 'Too many jobs', 'please retry later'])(
    'recognises a full tenant by the words %j',
    (apiMessage) => {
      fc.assert(fc.property(status, (at) => isFull({ status: at, apiMessage })));
      expect(isFull({ status: 404, apiMessage })).toBe(false);
      expect(isFull({ status: 400, apiCode: 'WORD', apiMessage })).toBe(true);
    },
  );

  it('never mistakes a bad request or a missing permission for a full tenant', () => {
    fc.assert(
      fc.property(status, resource, fc.constantFrom(12, 13, 14, 15), (at, base, end) => {
        const apiMessage = 'too many: the limit';
        expect(isFull({ status: at, apiCode: base + end, apiMessage })).toBe(false);
        expect(isFull({ status: at, apiCode: 71013020, apiMessage })).toBe(false);
        expect(isFull({ status: at, apiCode: '71013020', apiMessage })).toBe(false);
      }),
    );
    expect(isFull({ status: 400, apiMessage: 'no such object' })).toBe(false);
  });
});

describe('the errors of a file and of a job', () => {
  it('show that a file is too large by a status, or by a 400 that says so', () => {
    expect(isTooLarge({ answer: 'refused', status: 413 })).toBe(true);
    expect(isTooLarge({ answer: 'refused', status: 400, apiMessage: 'File is too large' })).toBe(
      true,
    );
    expect(isTooLarge({ answer: 'refused', status: 400, apiMessage: 'Bad header' })).toBe(false);
    expect(isTooLarge({ answer: 'refused', status: 403, apiMessage: 'too large' })).toBe(false);
  });

  it('are permanent for permissions, unknown fields, missing objects and wrong headers, not for limits', () => {
    for (const code of [71012512, '71012513', 14, 71012515, 71012521, 71012540, 71013720]) {
      expect(isPermanent(code)).toBe(true);
    }
    for (const code of [undefined, '', 'WORD', 71012560, 71012523, 71012561]) {
      expect(isPermanent(code)).toBe(false);
    }
    expect([isServiceLimit(71012560), isServiceLimit('71012560'), isServiceLimit(60)]).toEqual([
      true,
      true,
      false,
    ]);
  });
});
