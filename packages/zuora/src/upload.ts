import { pipeline, Readable } from 'node:stream';
import { createGzip } from 'node:zlib';
import type { UploadFile } from '@rowferry/core';

/** The body of an upload: it holds a few blocks of the file at a time. */
export interface UploadBody {
  readonly headers: Readonly<Record<string, string>>;
  readonly stream: Readable;
  /** Throws the error of the file itself, if reading it failed. */
  throwIfUnreadable(): void;
}

export function uploadBody(file: UploadFile, gzip: boolean): UploadBody {
  let unreadable: { readonly error: unknown } | undefined;

  // The file is opened by the first read, so that a request that is never sent opens nothing.
  async function* blocks(): AsyncGenerator<Uint8Array, void> {
    let isReading = true;
    try {
      for await (const block of file.open()) {
        isReading = false;
        yield block;
        isReading = true;
      }
    } catch (error) {
      // A request that fails throws its own error in at the `yield`.
      if (isReading) unreadable = { error };
      throw error;
    }
  }

  const plain = Readable.from(blocks(), { objectMode: false });
  const stream = gzip ? pipeline(plain, createGzip(), () => {}) : plain;
  // Its failure is told by the request that carries it.
  stream.on('error', () => {});
  return {
    headers: {
      'content-type': 'text/csv',
      ...(gzip ? { 'content-encoding': 'gzip' } : { 'content-length': String(file.sizeBytes) }),
    },
    stream,
    throwIfUnreadable() {
      if (unreadable !== undefined) throw unreadable.error;
    },
  };
}
