import type { RequestOptions, Target } from '../contract/target.ts';
import { orAborted, untilAborted } from '../contract/until-aborted.ts';
import { checkedAnswer, checkedItem } from './answers.ts';

/**
 * The same target, whose requests end when their signal aborts, even if the target ignores it, and whose answers
 * have the shape that the contract says. Each request has the `extra` options.
 */
export function racedTarget(target: Target, extra: Omit<RequestOptions, 'signal'> = {}): Target {
  // Not a proxy of the target itself: of a frozen one, it could return nothing but the same methods.
  return new Proxy({} as Target, {
    has: (_, name) => Reflect.has(target, name),
    get(_, name) {
      const member: unknown = Reflect.get(target, name, target);
      if (typeof member !== 'function') return member;
      return (...args: readonly unknown[]) => {
        const options = args.at(-1) as RequestOptions;
        const { signal } = options;
        const answer: unknown = Reflect.apply(member, target, [
          ...args.slice(0, -1),
          { ...options, ...extra },
        ]);
        if (ITERABLES.includes(name)) {
          // It is refused. That nobody waits for it must not end the process.
          if (answer instanceof Promise) answer.catch(() => {});
          return items(target, name, answer, signal);
        }
        return orAborted(Promise.resolve(answer), signal).then((settled) =>
          checkedAnswer(target, name, settled),
        );
      };
    },
  });
}

const ITERABLES: readonly PropertyKey[] = ['outcomes', 'find'];

async function* items(
  target: Target,
  method: PropertyKey,
  answer: unknown,
  signal: AbortSignal,
): AsyncGenerator<unknown> {
  const iterable = checkedAnswer(target, method, answer) as AsyncIterable<unknown>;
  for await (const item of untilAborted(iterable[Symbol.asyncIterator](), signal)) {
    yield checkedItem(target, method, item);
  }
}
