import { isUtf8 } from 'node:buffer';
import { gunzipSync } from 'node:zlib';
import type { TenantRequest } from './message.ts';
import { Refusal } from './refusal.ts';

const JSON_BYTES_MAX = 15_000_000;

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

/** The body as a JSON object; refuses any content type other than `types`. */
export async function readJson(
  request: TenantRequest,
  code: number,
  types: readonly string[] = ['application/json'],
): Promise<Record<string, unknown>> {
  requireType(request, types);
  const raw = await readBytes(request, JSON_BYTES_MAX).catch((error: unknown) => {
    throw error instanceof BodyTooLarge ? new Refusal(413, code, 'Payload too large.') : error;
  });
  const bytes = decompress(request, raw, JSON_BYTES_MAX);
  if (!isUtf8(bytes)) throw new Refusal(400, code, 'The body is not UTF-8.');
  let value: unknown;
  try {
    value = JSON.parse(bytes.toString('utf8'));
  } catch {
    throw new Refusal(400, code, 'The body is not JSON.');
  }
  if (!isObject(value)) throw new Refusal(400, code, 'The body is not a JSON object.');
  return value;
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Refuses a content type other than `types`, and any charset other than UTF-8. */
export function requireType(request: TenantRequest, types: readonly string[]): void {
  const [type = '', ...parameters] = (request.headers['content-type'] ?? '').split(';');
  const charset = parameters.map((text) => text.trim().toLowerCase()).find(isForeignCharset);
  if (types.includes(type.trim().toLowerCase()) && charset === undefined) return;
  throw new Refusal(415, 415, 'HTTP 415 Unsupported Media Type');
}

function isForeignCharset(parameter: string): boolean {
  return parameter.startsWith('charset=') && !/^charset="?utf-8"?$/.test(parameter);
}
