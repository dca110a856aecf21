import { TargetError } from '@rowferry/core';
import { type Mishap, type Tenancy, type Trouble, targetConformance } from '@rowferry/testkit';
import { describe, test } from 'vitest';
import { Books } from './books.ts';
import { type Carry, otherTarget, refusal } from './other-target.ts';

const FAILURES: Partial<Record<Mishap, TargetError>> = {
  unsent: new TargetError('no connection', { answer: 'unsent', meaning: 'passing' }),
  refused: refusal('other', 'no'),
  lost: new TargetError('no answer', { answer: 'lost', meaning: 'passing' }),
  cut: new TargetError('half an answer', { answer: 'lost', meaning: 'passing' }),
};

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
    if (mishap === 'unsent' || mishap === 'refused') throw FAILURES[mishap];
    const answer = act();
    if (mishap === 'lost' || mishap === 'cut') throw FAILURES[mishap];
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
