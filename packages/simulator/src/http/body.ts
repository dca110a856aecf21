import { gunzipSync } from 'node:zlib';
import type { TenantRequest } from './message.ts';
import { Refusal } from './refusal.ts';

/** Thrown if a body is longer than allowed. */
export class BodyTooLarge extends Error {
  override readonly name = 'BodyTooLarge';
}

/** The undecoded body in one buffer; throws `BodyTooLarge` above `bytesMax`. */
export async function readBytes(request: TenantRequest, bytesMax: number): Promise<Buffer> {
  const { body } = request;
  if (body === undefined) return Buffer.alloc(0);
  if (body instanceof Uint8Array) {
    if (body.length > bytesMax) throw new BodyTooLarge();
    return Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  }
  const declared = Number(request.headers['content-length']);
  if (declared > bytesMax) throw new BodyTooLarge();
  let buffer = Buffer.allocUnsafeSlow(declared > 0 ? declared : 65_536);
  let size = 0;
  for await (const piece of body) {
    if (size + piece.length > bytesMax) throw new BodyTooLarge();
    if (size + piece.length > buffer.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(buffer.length * 2, size + piece.length));
      buffer.copy(larger, 0, 0, size);
      buffer = larger;
    }
    buffer.set(piece, size);
    size += piece.length;
  }
  return buffer.subarray(0, size);
}

/**
 * Decodes `Content-Encoding: gzip`. In one step and not as a stream, so that only the seed determines
 * the order in which a tenant with a fake clock answers.
 */
export function decompress(request: TenantRequest, bytes: Buffer, bytesMax: number): Buffer {
  const encoding = request.headers['content-encoding'] ?? 'identity';
  if (encoding === 'identity') return bytes;
  if (encoding !== 'gzip') throw new Refusal(415, 71013645, 'Unsupported Content-Encoding.');
  try {
    return gunzipSync(bytes, { maxOutputLength: bytesMax });
  } catch (error) {
    if (error instanceof RangeError) throw new BodyTooLarge();
    throw new Refusal(400, 71013620, 'The body is not gzip.');
  }
}
