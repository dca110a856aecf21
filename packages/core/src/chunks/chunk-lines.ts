import { assert, at } from '../contract/assert.ts';
import type { Disk } from '../host/disk.ts';
import { linesOf } from '../host/lines.ts';
import { linesLost } from '../host/lost-files.ts';

/** The lines of a file. Throws `FILE_LOST` after the last one if their number is not `count`. */
export async function* allLines(disk: Disk, path: string, count: number): AsyncGenerator<string[]> {
  let has = 0;
  for await (const lines of linesOf(disk.readBlocks(path))) {
    has += lines.length;
    yield lines;
  }
  if (has !== count) throw linesLost(path, has, count);
}

/** Pairs the lines of two files that have the same number of lines. */
export async function* zipped(
  first: AsyncGenerator<string[]>,
  second: AsyncGenerator<string[]>,
): AsyncGenerator<[string, string][]> {
  let others: string[] = [];
  for await (const lines of first) {
    while (others.length < lines.length) {
      const { value, done } = await second.next();
      assert(done !== true, 'the second file has fewer lines than the first');
      others = others.concat(value);
    }
    yield lines.map((line, index) => [line, at(others, index, 'line')]);
    others = others.slice(lines.length);
  }
  await second.return(undefined);
}
