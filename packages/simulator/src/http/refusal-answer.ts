import type { Knobs } from '../knobs/table.ts';
import { exactJson, json, type TenantResponse } from './message.ts';
import type { Refusal } from './refusal.ts';

/** The answer to a refusal, in the shape of `errorShape` and `legacyErrors` (docs/zuora-api.md, section 8). */
export function refuse(
  refusal: Refusal,
  knobs: Knobs,
  request: { id: string; path: string; at: number },
): TenantResponse {
  if (refusal.response !== undefined) return refusal.response;
  const { status, code, message, details } = refusal;
  const reasons = [{ code, message }];
  const common = {
    success: false,
    processId: request.id.replaceAll('-', ''),
    requestId: request.id,
  };
  if (knobs.legacyErrors === 'on') return json({ ...common, reasons }, 200);
  switch (knobs.errorShape) {
    case 'plain':
      return exactJson({ code, message, ...(details && { details }) }, status);
    case 'details':
      return exactJson({ code, message, details: details ?? [{ code, message }] }, status);
    case 'reasons':
      return json({ ...common, reasons }, status);
    case 'reasons-string':
      return json({ ...common, reasons: [{ code: String(code), message }] }, status);
    case 'bare-reasons':
      return json({ reasons }, status);
    case 'spring': {
      const timestamp = new Date(request.at).toISOString();
      return json({ timestamp, status, error: 'Error', message, path: request.path }, status);
    }
    case 'empty':
      return { status, headers: {}, body: '' };
    case 'html':
      return htmlAnswer(status);
  }
}

/** The generic error page of a gateway. */
export function htmlAnswer(status: number): TenantResponse {
  const body = `<html><body><h1>${status}</h1></body></html>\n`;
  return { status, headers: { 'content-type': 'text/html' }, body };
}
