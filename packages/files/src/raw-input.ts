import { createReadStream, open } from 'node:fs';
import { Socket } from 'node:net';
import type { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { RowferryError } from '@rowferry/core';
import { codeOf, sourceFailed } from './failure.ts';
import type { InputFile } from './input-file.ts';

/** Opens the undecoded bytes of an input, from `start` on if it is a file. */
export async function openRaw(
  file: InputFile,
  start: number,
  blockBytes: number,
): Promise<Readable> {
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

/** Closes the stream, and waits until it is closed. */
export async function close(raw: Readable): Promise<void> {
  raw.destroy();
  if (!raw.closed) await new Promise((closed) => raw.once('close', closed));
}

/** The error to report for one that occurred while the input was read. */
export function explain(error: unknown, file: InputFile): RowferryError {
  if (error instanceof RowferryError) return error;
  const code = codeOf(error);
  const message = code.startsWith('Z_')
    ? `The gzip data of ${file.name} is truncated or corrupt (${code}); fetch the file again`
    : `${file.name} cannot be read (${code}); check the file and its permissions`;
  return sourceFailed(message, error);
}
