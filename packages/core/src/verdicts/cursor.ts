import type { Place } from '../chunks/record-line.ts';
import type { DiskFile } from '../host/disk.ts';
import { linesOf } from '../host/lines.ts';

/** Walks through lines that are sorted by position. */
export interface Cursor {
  /** The current line; absent before the first `advance`, and after the last line. */
  readonly head: Place | undefined;
  advance(): Promise<void>;
}

export function cursor(source: AsyncGenerator<string[]>, read: (line: string) => Place): Cursor {
  let lines: string[] = [];
  let next = 0;
  let head: Place | undefined;
  return {
    get head() {
      return head;
    },
    async advance() {
      if (next === lines.length) {
        lines = (await source.next()).value ?? [];
        next = 0;
      }
      const line = lines[next++];
      head = line === undefined ? undefined : read(line);
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
