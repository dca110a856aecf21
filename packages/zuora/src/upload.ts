import { pipeline, Readable } from 'node:stream';
import { createGzip } from 'node:zlib';
import type { UploadFile } from '@rowferry/core';

/** The body of an upload; keeps only a few blocks of the file in memory. */
export interface UploadBody {
  readonly headers: Readonly<Record<string, string>>;
  readonly stream: Readable;
  /** Throws the file's own error, if reading the file failed. */
  throwIfUnreadable(): void;
}

export function uploadBody(file: UploadFile, gzip: boolean): UploadBody {
  let unreadable: { readonly error: unknown } | undefined;

  // The first read opens the file, so that a request that is never sent opens nothing.
  async function* blocks(): AsyncGenerator<Uint8Array, void> {
    let isReading = true;
    try {
      for await (const block of file.open()) {
        isReading = false;
        yield block;
        isReading = true;
      }
    } catch (error) {
      // When the request fails, its error is thrown into the generator at the `yield`.
      if (isReading) unreadable = { error };
      throw error;
    }
  }

  const plain = Readable.from(blocks(), { objectMode: false });
  const stream = gzip ? pipeline(plain, createGzip(), () => {}) : plain;
  // The request that sends the stream reports its failure.
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
