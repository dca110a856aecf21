import { RowferryError } from '../contract/errors.ts';
import type { Disk } from '../host/disk.ts';
import { linesOf } from '../host/lines.ts';
import { parsed, type ResultLine } from './result-line.ts';

export interface NumberedLine {
  /** From 1. */
  readonly number: number;
  readonly line: ResultLine;
  /** Whether its record is not the one that was read; if this is absent, `isLossy` decides. */
  readonly isLost?: boolean;
}

/** How many lines are looked up together. */
const LINES_AT_A_TIME = 1000;

/** The lines of a result file, some at a time. Rejects with `RETRY_REFUSED` if a line is malformed, or not UTF-8. */
export async function* resultLines(disk: Disk, path: string): AsyncGenerator<NumberedLine[]> {
  let number = 0;
  for await (const lines of linesOf(closedByLf(utf8Only(disk.readBlocks(path), path)))) {
    for (let from = 0; from < lines.length; from += LINES_AT_A_TIME) {
      const some = lines.slice(from, from + LINES_AT_A_TIME);
      yield some.flatMap((line) => {
        number++;
        const text = number === 1 ? line.replace(/^\uFEFF/, '') : line;
        return text.trim() === '' ? [] : [{ number, line: parsed(text, number, path) }];
      });
    }
  }
}

/** An editor may save in another encoding, and a byte that is not UTF-8 would become another character. */
async function* utf8Only(
  blocks: AsyncIterable<Uint8Array>,
  path: string,
): AsyncGenerator<Uint8Array> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const check = (block?: Uint8Array) => {
    try {
      decoder.decode(block, { stream: block !== undefined });
    } catch (cause) {
      throw new RowferryError('RETRY_REFUSED', `${path} is not UTF-8; save it as UTF-8`, { cause });
    }
  };
  for await (const block of blocks) {
    check(block);
    yield block;
  }
  check();
}

/** An edited file may lack its last LF. */
async function* closedByLf(blocks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let last = 0x0a;
  for await (const block of blocks) {
    last = block.at(-1) ?? last;
    yield block;
  }
  if (last !== 0x0a) yield Buffer.from('\n');
}
