import { constants, createGunzip, type Gunzip } from 'node:zlib';
import { sniff, unzip } from './gzip.ts';
import type { InputFile } from './input-file.ts';
import { close, explain, openRaw } from './raw-input.ts';
import { longestOf, skip } from './restart.ts';

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
