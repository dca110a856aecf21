import type { DiskFile } from '../host/disk.ts';
import { linesOf } from '../host/lines.ts';

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
