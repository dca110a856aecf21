import { TargetError, type UploadFile } from '@rowferry/core';
import { gzipBody, plainBody, type UploadBody } from './upload.ts';

/** Decides which uploads of a client are compressed. */
export interface Compression {
  /** The body of an upload, and whether it is compressed. */
  bodyOf(file: UploadFile, signal?: AbortSignal): Promise<UploadBody>;
  /** The error of an upload: of a compressed one that the tenant may not take, the same upload may succeed next time. */
  failed(error: unknown, body: UploadBody | undefined): unknown;
  /** Is called after an upload that the tenant took. */
  taken(body: UploadBody): void;
}

/** In a smaller file, compression saves nothing that could be noticed. */
const COMPRESSED_BYTES_MIN = 100_000;

/**
 * `option`: whether uploads are compressed. If it is left out, they are until the tenant refuses one without a reason
 * that explains it, before it took any: the official text says that a file may be compressed, and not what a tenant
 * answers that does not take it (docs/zuora-api.md, section 1.5).
 */
export function compression(option: boolean | undefined): Compression {
  let isTaken = option;

  return {
    async bodyOf(file, signal) {
      const isSmall = option === undefined && file.sizeBytes < COMPRESSED_BYTES_MIN;
      return isTaken === false || isSmall ? plainBody(file) : await gzipBody(file, signal);
    },
    failed(error, body) {
      if (isTaken === true || body?.isCompressed !== true) return error;
      if (!(error instanceof TargetError)) return error;
      const { failure, message } = error;
      if (failure.answer !== 'refused' || !UNEXPLAINED.includes(failure.meaning)) return error;
      isTaken = false;
      return new TargetError(
        `${message}; the file was compressed, and is sent again as it is`,
        { ...failure, meaning: 'passing', waitMs: 0 },
        { cause: error },
      );
    },
    taken({ isCompressed }) {
      if (isCompressed) isTaken ??= true;
    },
  };
}

const UNEXPLAINED: readonly string[] = ['other', 'lasting'];
