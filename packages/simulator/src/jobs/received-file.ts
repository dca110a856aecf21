import { BodyTooLarge, decompress, readBytes } from '../http/body.ts';
import type { TenantRequest } from '../http/message.ts';
import { Refusal } from '../http/refusal.ts';
import type { Knobs } from '../knobs/table.ts';
import { FILE_INVALID } from './file.ts';

/** Limit of the decompressed bytes of an upload when only its compressed bytes are counted. */
const DECOMPRESSED_BYTES_MAX = 1_073_741_824;

/** The bytes of an upload; refuses more than `fileBytesMax`. */
export async function receiveFile(request: TenantRequest, knobs: Knobs): Promise<Buffer> {
  const { fileBytesMax, fileBytesCounted, oversizeStatus, compressedFile } = knobs;
  const isCompressed = request.headers['content-encoding'] !== undefined;
  if (isCompressed && compressedFile !== 'take') {
    const status = compressedFile === 'refuse-415' ? 415 : 400;
    throw new Refusal(
      status,
      FILE_INVALID,
      status === 415 ? 'HTTP 415 Unsupported Media Type' : 'Bad Request',
    );
  }
  try {
    const bytes = await readBytes(request, fileBytesMax);
    return decompress(
      request,
      bytes,
      fileBytesCounted === 'raw' ? fileBytesMax : DECOMPRESSED_BYTES_MAX,
    );
  } catch (error) {
    if (!(error instanceof BodyTooLarge)) throw error;
    throw new Refusal(oversizeStatus, FILE_INVALID, 'The file exceeds the maximum size of 15 MB.');
  }
}
