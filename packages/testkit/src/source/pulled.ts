import type { Batch, Source } from '@rowferry/core';
import { within } from '../patience.ts';
import { must } from '../rule.ts';

/** A read in which the caller pulls each batch. */
export interface Pulled {
  /** The next batch; `undefined` at the end. */
  pull(): Promise<Batch | undefined>;
  /** Ends the read early, as `break` does. */
  leave(): Promise<void>;
}

export function open(
  source: Source,
  patienceMs: number,
  signal: AbortSignal,
  checkpoint?: unknown,
): Pulled {
  const options = { signal, ...(checkpoint !== undefined && { checkpoint }) };
  const iterator = source.read(options)[Symbol.asyncIterator]();
  return {
    async pull() {
      const { done, value } = await within(patienceMs, iterator.next(), 'a pull');
      return done === true ? undefined : value;
    },
    async leave() {
      must(
        iterator.return !== undefined,
        'the iterator has no `return`, so a read cannot end early',
      );
      await within(patienceMs, iterator.return(), '`return` of the iterator');
    },
  };
}
