import { TargetError } from '../errors.ts';
import type { JobContext } from '../jobs/context.ts';
import type { FoundRecord } from '../target.ts';

/** Keys that are asked for, and held with what was found, at a time. */
const KEYS_MAX = 200;

/**
 * Looks keys up, some at a time, and tells `onFound` of each batch what was found, which is every
 * record whose key may be one of them. Gives the keys that the target will not look up.
 */
export async function lookUp(
  column: string,
  keys: readonly string[],
  context: Pick<JobContext, 'attempt' | 'target'>,
  onFound: (keys: readonly string[], records: readonly FoundRecord[]) => void,
): Promise<ReadonlySet<string>> {
  const refused = new Set<string>();
  const ask = async (some: readonly string[]) => {
    const records = await find(column, some, context);
    if (records !== undefined) return onFound(some, records);
    if (some.length === 1) return void refused.add(some[0] as string);
    // One key that cannot be asked for must not take the others with it.
    const middle = Math.ceil(some.length / 2);
    await ask(some.slice(0, middle));
    await ask(some.slice(middle));
  };
  for (let from = 0; from < keys.length; from += KEYS_MAX) {
    const some = keys.slice(from, from + KEYS_MAX);
    const isWorthwhile = refused.size < KEYS_MAX;
    if (isWorthwhile) await ask(some);
    else for (const key of some) refused.add(key);
  }
  return refused;
}

/** `undefined` where the target refuses to look. */
async function find(
  column: string,
  keys: readonly string[],
  { attempt, target }: Pick<JobContext, 'attempt' | 'target'>,
): Promise<FoundRecord[] | undefined> {
  try {
    return await attempt('find', (options) => collect(target.find?.(column, keys, options)));
  } catch (error) {
    if (!(error instanceof TargetError)) throw error;
    const { answer, status } = error.failure;
    if (answer === 'refused' && status !== 401) return undefined;
    throw error;
  }
}

async function collect(records: AsyncIterable<FoundRecord> | undefined): Promise<FoundRecord[]> {
  const found: FoundRecord[] = [];
  for await (const record of records ?? []) found.push(record);
  return found;
}
