import type { FoundRecord } from '../contract/target.ts';
import { isLasting, isRefusal } from '../contract/target-error.ts';
import type { Requests } from './requests.ts';

/** How many keys are looked up at a time; they and what was found are in memory. */
const KEYS_MAX = 200;

/** After this many single keys are refused, and none is answered, the target is assumed to look up none. */
const REFUSED_MAX = 10;

/**
 * Looks up keys, some at a time, and calls `onFound` for each group of keys with every record whose key
 * may be one of them. Returns the keys that the target refuses to look up.
 */
export async function lookUp(
  column: string,
  keys: readonly string[],
  requests: Requests,
  onFound: (keys: readonly string[], records: readonly FoundRecord[]) => void,
): Promise<ReadonlySet<string>> {
  const refused = new Set<string>();
  let isAnswered = false;
  let isRefusingAll = false;
  const ask = async (some: readonly string[]) => {
    const isPointless = isRefusingAll || (!isAnswered && refused.size >= REFUSED_MAX);
    const found = isPointless ? 'refused' : await find(column, some, requests);
    if (found === 'never') isRefusingAll = true;
    if (typeof found !== 'string') {
      isAnswered = true;
      return onFound(some, found);
    }
    if (isPointless || isRefusingAll || some.length === 1) {
      for (const key of some) refused.add(key);
      return;
    }
    // One refused key must not affect the others.
    const middle = Math.ceil(some.length / 2);
    await ask(some.slice(0, middle));
    await ask(some.slice(middle));
  };
  for (let from = 0; from < keys.length; from += KEYS_MAX) {
    await ask(keys.slice(from, from + KEYS_MAX));
  }
  return refused;
}

/** `refused`: the target refuses these keys. `never`: it would refuse any other key as well. */
async function find(
  column: string,
  keys: readonly string[],
  { target, send }: Requests,
): Promise<FoundRecord[] | 'refused' | 'never'> {
  try {
    return await send('find', (options) => collect(target.find?.(column, keys, options)));
  } catch (error) {
    if (!isRefusal(error)) throw error;
    return isLasting(error) ? 'never' : 'refused';
  }
}

async function collect(records: AsyncIterable<FoundRecord> | undefined): Promise<FoundRecord[]> {
  const found: FoundRecord[] = [];
  for await (const record of records ?? []) found.push(record);
  return found;
}
