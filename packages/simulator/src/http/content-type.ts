import type { TenantRequest } from './message.ts';
import { Refusal } from './refusal.ts';

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
