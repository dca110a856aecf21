import { isRefusal } from '../contract/errors.ts';
import type { FoundRecord } from '../contract/target.ts';
import type { Requests } from './requests.ts';

/** Keys that are asked for, and held with what was found, at a time. */
const KEYS_MAX = 200;

/** So many keys that are refused, one by one, and none that is not: the target looks none up. */
const REFUSED_MAX = 10;

/**
 * Looks keys up, some at a time, and calls `onFound` for each batch with every
 * record whose key may be one of them. Gives the keys that the target will not look up.
 */
export async function lookUp(
  column: string,
  keys: readonly string[],
  requests: Requests,
  onFound: (keys: readonly string[], records: readonly FoundRecord[]) => void,
): Promise<ReadonlySet<string>> {
  const refused = new Set<string>();
  let isAnswered = false;
  let isHopeless = false;
  const ask = async (some: readonly string[]) => {
    const isInVain = isHopeless || (!isAnswered && refused.size >= REFUSED_MAX);
    const found = isInVain ? 'refused' : await find(column, some, requests);
    if (found === 'never') isHopeless = true;
    if (typeof found !== 'string') {
      isAnswered = true;
      return onFound(some, found);
    }
    if (isInVain || isHopeless || some.length === 1) {
      for (const key of some) refused.add(key);
      return;
    }
    // One key that cannot be asked for must not take the others with it.
    const middle = Math.ceil(some.length / 2);
    await ask(some.slice(0, middle));
    await ask(some.slice(middle));
  };
  for (let from = 0; from < keys.length; from += KEYS_MAX) {
    await ask(keys.slice(from, from + KEYS_MAX));
  }
  return refused;
}

/** `refused` where the target refuses to look; `never` where it would refuse any other key as well. */
async function find(
  column: string,
  keys: readonly string[],
  { target, send }: Requests,
): Promise<FoundRecord[] | 'refused' | 'never'> {
  try {
    return await send('find', (options) => collect(target.find?.(column, keys, options)));
  } catch (error) {
    if (!isRefusal(error)) throw error;
    const { status, apiMessage = '' } = error.failure;
    return status === 403 || /filterable/i.test(apiMessage) ? 'never' : 'refused';
  }
}

async function collect(records: AsyncIterable<FoundRecord> | undefined): Promise<FoundRecord[]> {
  const found: FoundRecord[] = [];
  for await (const record of records ?? []) found.push(record);
  return found;
}
