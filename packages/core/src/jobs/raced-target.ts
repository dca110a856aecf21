import type { RequestOptions, Target } from '../contract/target.ts';
import { orAborted, untilAborted } from '../contract/until-aborted.ts';

/** The same target, whose requests end when their signal aborts, even if the target ignores it. */
export function racedTarget(target: Target): Target {
  // Not a proxy of the target itself: of a frozen one, it could return nothing but the same methods.
  return new Proxy({} as Target, {
    has: (_, name) => Reflect.has(target, name),
    get(_, name) {
      const member: unknown = Reflect.get(target, name, target);
      if (typeof member !== 'function') return member;
      return (...args: readonly unknown[]) =>
        raced(Reflect.apply(member, target, args), (args.at(-1) as RequestOptions).signal);
    },
  });
}

function raced(answer: unknown, signal: AbortSignal): unknown {
  if (isIterable(answer)) return untilAborted(answer[Symbol.asyncIterator](), signal);
  return orAborted(Promise.resolve(answer), signal);
}

function isIterable(answer: unknown): answer is AsyncIterable<unknown> {
  return typeof answer === 'object' && answer !== null && Symbol.asyncIterator in answer;
}
