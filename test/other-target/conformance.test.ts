import { type Answer, TargetError } from '@rowferry/core';
import { type Mishap, type Tenancy, type Trouble, targetConformance } from '@rowferry/testkit';
import { describe, test } from 'vitest';
import { Books } from './books.ts';
import { type Carry, otherTarget, refusal } from './other-target.ts';

const FAILURES: Partial<Record<Mishap, TargetError>> = {
  unsent: new TargetError('no connection', { answer: 'unsent', meaning: 'passing' }),
  refused: refusal('other', 'no'),
  lost: new TargetError('no answer', { answer: 'lost', meaning: 'passing' }),
  cut: new TargetError('half an answer', { answer: 'lost', meaning: 'passing' }),
  strange: new TargetError('not an answer', { answer: 'lost', meaning: 'other' }),
  login: refusal('login', 'who are you'),
  rate: refusal('rate', 'slow down'),
  passing: refusal('passing', 'not now'),
  full: refusal('full', 'twelve batches are open'),
  'too-large': refusal('too-large', 'too much'),
  lasting: refusal('lasting', 'never'),
  other: refusal('other', 'no'),
};
/** With these answers the tenant has done what it was asked for. */
const ACTS: readonly Answer[] = ['lost'];

function open(trouble?: Trouble): Tenancy {
  const books = new Books({
    now: Date.now,
    tookMs: () => 0,
    breaksAt: () => undefined,
    hides: () => 0,
  });
  const carry: Carry = async (name, act, signal) => {
    signal.throwIfAborted();
    const mishap = trouble?.operation === name ? trouble.mishap : undefined;
    const failure = mishap && FAILURES[mishap];
    if (failure !== undefined && !ACTS.includes(failure.failure.answer)) throw failure;
    const answer = act();
    if (failure !== undefined) throw failure;
    if (mishap === 'stalled') await stall(signal);
    return answer;
  };
  const target = otherTarget(books, 'create', carry);
  return { target: halting(target, trouble) };
}

/** The list begins, and the rest does not arrive. */
function halting(target: ReturnType<typeof otherTarget>, trouble: Trouble | undefined) {
  if (trouble?.mishap !== 'halting') return target;
  const { outcomes } = target;
  return {
    ...target,
    async *outcomes(...[id, options]: Parameters<typeof outcomes>) {
      for await (const one of outcomes(id, options)) {
        yield one;
        await stall(options.signal);
      }
    },
  };
}

function stall(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}

describe('a target with the opposite traits', () => {
  targetConformance({
    test,
    open,
    accepted: 'sku,bad\na,""\nb,""\n',
    refused: { csv: 'sku,bad\nc,yes\nd,""\ne,yes\n', errors: 2 },
  });
});
