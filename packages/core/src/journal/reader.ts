import { RowferryError } from '../contract/errors.ts';
import type { Disk } from '../host/disk.ts';
import type { JournalEntry } from './entry.ts';
import { joinedLine, LF, type Line, parseLine } from './line.ts';

/**
 * Reads a journal from its start, calls `apply` for each entry, and returns the length up to which it is
 * whole. What follows was never acted upon: these lines were being made durable when the process was
 * killed. A damaged line before that is `JOURNAL_CORRUPT`.
 */
export async function readJournal(
  disk: Disk,
  path: string,
  apply: (entry: JournalEntry) => void,
): Promise<number> {
  let number = 0;
  let at = 0;
  let wholeTo = 0;
  let damaged: { readonly number: number; readonly at: number } | undefined;
  for await (const bytes of rawLines(disk.readBlocks(path))) {
    number++;
    const line = parseLine(bytes);
    if (line === undefined) {
      damaged ??= { number, at };
      // If its LF is damaged, the next line is part of it, and proves the same.
      if (proves(joinedLine(bytes), damaged)) throw corrupt(path, damaged.number);
    } else if (damaged === undefined) {
      apply(line.entry);
      wholeTo = at + bytes.length;
    } else if (proves(line, damaged)) throw corrupt(path, damaged.number);
    at += bytes.length;
  }
  return wholeTo;
}

/** A line of a later group proves that the damaged line was durable once: its group was completed first. */
function proves(line: Line | undefined, damaged: { readonly at: number }): boolean {
  return line !== undefined && line.from > damaged.at;
}

function corrupt(path: string, number: number): RowferryError {
  return new RowferryError(
    'JOURNAL_CORRUPT',
    `line ${number} of ${path} is damaged; nothing was sent or changed. Restore the latest version of the file, then resume: with an older copy, records would be loaded again`,
  );
}

/** The lines of a file with their LF; the last one perhaps without. */
async function* rawLines(blocks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let rest: Uint8Array = new Uint8Array();
  for await (const block of blocks) {
    const bytes = rest.length === 0 ? block : Buffer.concat([rest, block]);
    let from = 0;
    for (let end = bytes.indexOf(LF); end !== -1; end = bytes.indexOf(LF, from)) {
      yield bytes.subarray(from, end + 1);
      from = end + 1;
    }
    rest = bytes.subarray(from);
  }
  if (rest.length > 0) yield rest;
}
