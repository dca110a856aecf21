import { createReadStream, open } from 'node:fs';
import { Socket } from 'node:net';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { constants, createGunzip, type Gunzip } from 'node:zlib';
import { RowferryError } from '@rowferry/core';
import { codeOf, sourceChanged, sourceFailed } from './failure.ts';
import type { InputFile } from './files.ts';

/** The decompressed bytes of one input. */
export interface Content {
  readonly blocks: AsyncIterable<Buffer>;
  /** The number of bytes of the input, compressed or not, that were read up to `offset`. */
  inputBytes(offset: number): number;
}

interface ContentOptions {
  /** The byte of the decompressed content to begin at. */
  readonly from: number;
  /** Unless `from` is the start, one of these must end or begin there. */
  readonly lineEnds: readonly Buffer[];
  readonly blockBytes: number;
  readonly signal: AbortSignal;
}

/** Opens nothing before the first pull, and closes what it opened when the iteration ends. */
export function openContent(file: InputFile, options: ContentOptions): Content {
  let gunzip: Gunzip | undefined;
  const blocks = async function* (): AsyncGenerator<Buffer> {
    const { from, lineEnds, blockBytes, signal } = options;
    let raw = await openRaw(file, 0, blockBytes);
    const stop = () => raw.destroy();
    signal.addEventListener('abort', stop);
    try {
      signal.throwIfAborted();
      const { isGzip, whole } = await sniff(raw);
      if (isGzip) {
        gunzip = createGunzip({ chunkSize: Math.max(blockBytes, constants.Z_MIN_CHUNK) });
        yield* skip(unzip(whole, gunzip, file), from, lineEnds, file);
      } else if (from > 0) {
        await close(raw);
        const start = Math.max(0, from - longestOf(lineEnds));
        raw = await openRaw(file, start, blockBytes);
        yield* skip(raw, from - start, lineEnds, file);
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
    // With `start`, the stream would seek, which a terminal does not support.
    const range = start > 0 ? { start } : {};
    return createReadStream(file.path, { ...range, highWaterMark: blockBytes });
  }
  if (file.kind === 'pipe') {
    // A pending read of a pipe through `fs` cannot be cancelled; that of a socket can.
    const fd = await promisify(open)(file.path, 'r').catch((error: unknown) => {
      throw explain(error, file);
    });
    return new Socket({ fd, readable: true, writable: false });
  }
  const { stdin } = process;
  if (stdin.destroyed || stdin.readableEnded || stdin.listenerCount('readable') > 0) {
    throw sourceFailed(
      'Standard input is already in use or has been read; it can be read only once',
    );
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

/** Skips the first `count` bytes. According to the checkpoint they were read, and end at a line end. */
async function* skip(
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

function longestOf(lineEnds: readonly Buffer[]): number {
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

function explain(error: unknown, file: InputFile): RowferryError {
  if (error instanceof RowferryError) return error;
  const code = codeOf(error);
  const message = code.startsWith('Z_')
    ? `The gzip data of ${file.name} is truncated or corrupt (${code}); fetch the file again`
    : `${file.name} cannot be read (${code}); check the file and its permissions`;
  return sourceFailed(message, error);
}
