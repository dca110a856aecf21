import { assert, at } from '../contract/assert.ts';

/** Pairs the items of two files that have the same number of items. */
export async function* zipped<One, Other>(
  first: AsyncGenerator<readonly One[]>,
  second: AsyncGenerator<readonly Other[]>,
): AsyncGenerator<[One, Other][]> {
  let others: readonly Other[] = [];
  for await (const some of first) {
    while (others.length < some.length) {
      const { value, done } = await second.next();
      assert(done !== true, 'the second file has fewer items than the first');
      others = others.concat(value);
    }
    yield some.map((one, index) => [one, at(others, index, 'item')]);
    others = others.slice(some.length);
  }
  await second.return(undefined);
}
