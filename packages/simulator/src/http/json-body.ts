import { isUtf8 } from 'node:buffer';
import { isLosslessNumber, LosslessNumber, parse } from 'lossless-json';
import { BodyTooLarge, decompress, readBytes } from './body.ts';
import type { TenantRequest } from './message.ts';
import { Refusal } from './refusal.ts';

const JSON_BYTES_MAX = 15_000_000;

/** The body as a JSON object; refuses any content type other than `types`. */
export async function readJson(
  request: TenantRequest,
  code: number,
  types: readonly string[] = ['application/json'],
): Promise<Record<string, unknown>> {
  return objectIn(await readText(request, code, types), code, JSON.parse);
}

/** The same, with a `LosslessNumber` for each number whose digits a double would change. */
export async function readExactJson(
  request: TenantRequest,
  code: number,
  types: readonly string[] = ['application/json'],
): Promise<Record<string, unknown>> {
  const text = await readText(request, code, types);
  return objectIn(text, code, (given) => parse(given, null, exactNumber));
}

function exactNumber(digits: string): number | LosslessNumber {
  return String(Number(digits)) === digits ? Number(digits) : new LosslessNumber(digits);
}

function objectIn(
  text: string,
  code: number,
  parseText: (text: string) => unknown,
): Record<string, unknown> {
  let value: unknown;
  try {
    value = parseText(text);
  } catch {
    throw new Refusal(400, code, 'The body is not JSON.');
  }
  if (!isObject(value)) throw new Refusal(400, code, 'The body is not a JSON object.');
  return value;
}

async function readText(
  request: TenantRequest,
  code: number,
  types: readonly string[],
): Promise<string> {
  requireType(request, types);
  const raw = await readBytes(request, JSON_BYTES_MAX).catch((error: unknown) => {
    throw error instanceof BodyTooLarge ? new Refusal(413, code, 'Payload too large.') : error;
  });
  const bytes = decompress(request, raw, JSON_BYTES_MAX);
  if (!isUtf8(bytes)) throw new Refusal(400, code, 'The body is not UTF-8.');
  return bytes.toString('utf8');
}

/** Refuses properties other than `names`. */
export function requireOnly(
  value: Readonly<Record<string, unknown>>,
  names: readonly string[],
  code: number,
): void {
  const unknown = Object.keys(value).find((name) => !names.includes(name));
  if (unknown !== undefined) throw new Refusal(400, code, `Unknown property ${unknown}.`);
}

/** The type of a JSON value: as in a definition, or `null`, `array` or `object`. */
export function jsonType(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  const isNumber = typeof value === 'number' || isLosslessNumber(value);
  return isNumber ? (/^-?\d+$/.test(String(value)) ? 'integer' : 'number') : typeof value;
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
