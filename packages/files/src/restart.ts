import type { RowferryError } from '@rowferry/core';
import { sourceChanged } from './failure.ts';
import type { InputFile } from './input-file.ts';

/** Skips the first `count` bytes. According to the checkpoint they were read, and end at a line end. */
export async function* skip(
  blocks: AsyncIterable<Buffer>,
  count: number,
  lineEnds: readonly Buffer[],
  file: InputFile,
): AsyncGenerator<Buffer> {
  const width = longestOf(lineEnds);
  let left = count;
  let before: Buffer = Buffer.alloc(0);
  let after: Buffer = Buffer.alloc(0);
  let isChecked = count === 0;
  for await (const block of blocks) {
    const skipped = Math.min(left, block.length);
    left -= skipped;
    if (!isChecked) before = Buffer.concat([before, block.subarray(0, skipped)]).subarray(-width);
    const kept = block.subarray(skipped);
    if (kept.length === 0) continue;
    if (isChecked) {
      yield kept;
      continue;
    }
    after = Buffer.concat([after, kept]);
    if (after.length < width) continue;
    if (!isBetweenLines(before, after, lineEnds)) throw changed(file);
    isChecked = true;
    yield after;
  }
  if (left > 0) throw changed(file);
  if (isChecked || after.length === 0) return;
  if (!isBetweenLines(before, after, lineEnds)) throw changed(file);
  yield after;
}

export function longestOf(lineEnds: readonly Buffer[]): number {
  return Math.max(0, ...lineEnds.map(({ length }) => length));
}

/** A line end may also follow: a last line without one may have been completed since. */
function isBetweenLines(before: Buffer, after: Buffer, lineEnds: readonly Buffer[]): boolean {
  return lineEnds.some(
    (end) => before.subarray(-end.length).equals(end) || after.subarray(0, end.length).equals(end),
  );
}

function changed(file: InputFile): RowferryError {
  return sourceChanged(`${file.name} has changed since the checkpoint was written`, 'the file');
}
