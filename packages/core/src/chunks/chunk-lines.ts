import type { Disk } from '../host/disk.ts';
import { linesOf } from '../host/lines.ts';
import { itemsLost } from '../host/lost-files.ts';

/** The lines of a file. Throws `FILE_LOST` after the last one if their number is not `count`. */
export async function* allLines(disk: Disk, path: string, count: number): AsyncGenerator<string[]> {
  let has = 0;
  for await (const lines of linesOf(disk.readBlocks(path))) {
    has += lines.length;
    yield lines;
  }
  if (has !== count) throw itemsLost(path, has, count, 'lines');
}
