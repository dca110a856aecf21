import type { FoundRecord } from '../contract/target.ts';
import { isRefusal } from '../contract/target-error.ts';
import type { Requests } from './requests.ts';

/** `refused`: the target refuses these keys. `never`: it would refuse any other key as well. */
export async function find(
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
