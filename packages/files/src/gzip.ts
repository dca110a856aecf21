import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Gunzip } from 'node:zlib';
import { sourceFailed } from './failure.ts';
import type { InputFile } from './input-file.ts';

/** Looks at the first two bytes, which distinguish gzip from other content. */
export async function sniff(
  raw: Readable,
): Promise<{ isGzip: boolean; whole: AsyncIterable<Buffer> }> {
  const rest: AsyncIterator<Buffer> = raw[Symbol.asyncIterator]();
  let head: Buffer = Buffer.alloc(0);
  while (head.length < 2) {
    const next = await rest.next();
    if (next.done === true) break;
    head = Buffer.concat([head, next.value]);
  }
  const whole = async function* (): AsyncGenerator<Buffer> {
    yield head;
    yield* { [Symbol.asyncIterator]: () => rest };
  };
  return { isGzip: head[0] === 0x1f && head[1] === 0x8b, whole: whole() };
}

/** Decompresses a whole input. Fails if other data follows the gzip data. */
export async function* unzip(
  whole: AsyncIterable<Buffer>,
  gunzip: Gunzip,
  file: InputFile,
): AsyncGenerator<Buffer> {
  let writtenBytes = 0;
  const counted = async function* (): AsyncGenerator<Buffer> {
    for await (const block of whole) {
      writtenBytes += block.length;
      yield block;
    }
  };
  // The stream itself reports a failure to the loop below.
  pipeline(counted(), gunzip).catch(() => {});
  for await (const block of gunzip) yield block;
  // Node treats a zero byte after a member as padding and ends there, whatever follows.
  if (gunzip.bytesWritten < writtenBytes) {
    throw sourceFailed(
      `${file.name} has other data after its gzip data, at byte ${gunzip.bytesWritten}; compress it again`,
    );
  }
}
