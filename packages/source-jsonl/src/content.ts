import { createReadStream, open } from 'node:fs';
import { Socket } from 'node:net';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { constants, createGunzip, type Gunzip } from 'node:zlib';
import { RowferryError } from '@rowferry/core';
import { codeOf, sourceFailed } from './failure.ts';
import type { InputFile } from './files.ts';

/** The decompressed bytes of one input. */
export interface Content {
  readonly blocks: AsyncIterable<Buffer>;
  /** How many bytes of the input, compressed or not, lie before `offset`. */
  inputBytes(offset: number): number;
}

interface ContentOptions {
  /** Begin at this byte of the decompressed content. */
  readonly from: number;
  readonly blockBytes: number;
  readonly signal: AbortSignal;
}

/** Opens nothing before the first pull, and closes what it opened when the iteration ends. */
export function openContent(file: InputFile, options: ContentOptions): Content {
  let gunzip: Gunzip | undefined;
  const blocks = async function* (): AsyncGenerator<Buffer> {
    const { from, blockBytes, signal } = options;
    let raw = await openRaw(file, 0, blockBytes);
    const stop = () => raw.destroy();
    signal.addEventListener('abort', stop);
    try {
      signal.throwIfAborted();
      const { isGzip, whole } = await sniff(raw);
      if (isGzip) {
        gunzip = createGunzip({ chunkSize: Math.max(blockBytes, constants.Z_MIN_CHUNK) });
        yield* skip(unzip(whole, gunzip, file), from, file);
      } else if (from > 0) {
        await close(raw);
        raw = await openRaw(file, from - 1, blockBytes);
        yield* skip(raw, 1, file);
      } else {
        yield* whole;
      }
    } catch (error) {
      signal.throwIfAborted();
      throw explain(error, file);
    } finally {
      signal.removeEventListener('abort', stop);
      await close(raw);
    }
  };
  return { blocks: blocks(), inputBytes: (offset) => gunzip?.bytesWritten ?? offset };
}

async function openRaw(file: InputFile, start: number, blockBytes: number): Promise<Readable> {
  if (file.kind === 'file') {
    // Without `start` there is no seeking, which a terminal would refuse.
    const range = start > 0 ? { start } : {};
    return createReadStream(file.path, { ...range, highWaterMark: blockBytes });
  }
  if (file.kind === 'pipe') {
    // A read of a pipe through `fs` cannot be given up; a socket's can.
    const fd = await promisify(open)(file.path, 'r').catch((error: unknown) => {
      throw explain(error, file);
    });
    return new Socket({ fd, readable: true, writable: false });
  }
  const { stdin } = process;
  if (stdin.destroyed || stdin.readableEnded || stdin.listenerCount('readable') > 0) {
    throw sourceFailed('Standard input is read already; it can be read only once');
  }
  return stdin;
}

async function close(raw: Readable): Promise<void> {
  raw.destroy();
  if (!raw.closed) await new Promise((closed) => raw.once('close', closed));
}

async function sniff(raw: Readable): Promise<{ isGzip: boolean; whole: AsyncIterable<Buffer> }> {
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

async function* unzip(
  whole: AsyncIterable<Buffer>,
  gunzip: Gunzip,
  file: InputFile,
): AsyncGenerator<Buffer> {
  // A failure reaches the loop below through the stream itself.
  pipeline(whole, gunzip).catch(() => {});
  for await (const block of gunzip) yield block;
  // Node takes a zero byte behind a member for padding and ends there, whatever follows.
  if (file.sizeBytes !== undefined && gunzip.bytesWritten < file.sizeBytes) {
    throw sourceFailed(
      `${file.name} goes on behind the gzip data at byte ${gunzip.bytesWritten}; compress it again`,
    );
  }
}

/** Leaves out the first `count` bytes, which a checkpoint says were read and end a line. */
async function* skip(
  blocks: AsyncIterable<Buffer>,
  count: number,
  file: InputFile,
): AsyncGenerator<Buffer> {
  let left = count;
  let endsLine = true;
  for await (const block of blocks) {
    const kept = block.subarray(Math.min(left, block.length));
    if (left > 0) endsLine = isLineEnd(block[Math.min(left, block.length) - 1]);
    left -= block.length - kept.length;
    if (kept.length === 0) continue;
    if (!endsLine && !isLineEnd(kept[0])) throw changed(file);
    endsLine = true;
    yield kept;
  }
  if (left > 0) throw changed(file);
}

function isLineEnd(byte: number | undefined): boolean {
  return byte === 0x0a || byte === 0x0d;
}

function changed(file: InputFile): RowferryError {
  return sourceFailed(
    `${file.name} has changed since the checkpoint was written; bring the file back, or start anew`,
  );
}

function explain(error: unknown, file: InputFile): RowferryError {
  if (error instanceof RowferryError) return error;
  const code = codeOf(error);
  const message = code.startsWith('Z_')
    ? `The gzip data of ${file.name} is truncated or corrupt (${code}); fetch the file again`
    : `${file.name} cannot be read (${code}); check the file and its permissions`;
  return sourceFailed(message, error);
}
