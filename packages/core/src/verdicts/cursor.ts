import type { Place } from '../chunks/record-line.ts';
import type { DiskFile } from '../host/disk.ts';
import { linesOf } from '../host/lines.ts';

/** Walks through items that are sorted by position. */
export interface Cursor {
  /** Where the current item was read; absent before the first `advance`, and after the last item. */
  readonly head: Place | undefined;
  advance(): Promise<void>;
}

export function cursor<Item>(
  source: AsyncGenerator<readonly Item[]>,
  read: (item: Item) => Place,
): Cursor {
  let items: readonly Item[] = [];
  let next = 0;
  let head: Place | undefined;
  return {
    get head() {
      return head;
    },
    async advance() {
      if (next === items.length) {
        items = (await source.next()).value ?? [];
        next = 0;
      }
      const item = items[next++];
      head = item === undefined ? undefined : read(item);
    },
  };
}

const BLOCK_BYTES = 256 * 1024;

export async function* linesBetween(
  file: DiskFile,
  from: number,
  to: number,
): AsyncGenerator<string[]> {
  yield* linesOf(blocks(file, from, to));
}

async function* blocks(file: DiskFile, from: number, to: number): AsyncGenerator<Uint8Array> {
  for (let at = from; at < to; at += BLOCK_BYTES) {
    yield await file.read(at, Math.min(BLOCK_BYTES, to - at));
  }
}
