import type { Knobs } from '../knobs/table.ts';
import { json, type TenantResponse, withHeaders } from './message.ts';

/** The shapes of a 429 that the documentation shows (docs/zuora-api.md, sections 4.3 and 4.4). */
export function tooMany(shape: Knobs['rateLimitShape'], seconds: number): TenantResponse {
  const message = `API Rate limit exceeded for the minute, retry after ${seconds} seconds`;
  const later = { 'retry-after': String(seconds) };
  switch (shape) {
    case 'code-70':
      return json({ reasons: [{ code: 70, message }] }, 429);
    case 'code-70-retry-after':
      return withHeaders(json({ reasons: [{ code: 70, message }] }, 429), later);
    case 'code-50000070': {
      const reasons = [{ code: 50000070, message: 'Request exceeded limit, retry later.' }];
      return withHeaders(json({ success: false, reasons }, 429), later);
    }
    case 'code-string':
      return json({ code: 'REQUEST_EXCEEDED_LIMIT', message: concurrency }, 429);
    case 'empty':
      return { status: 429, headers: {}, body: '' };
  }
}

const concurrency =
  'Your total number of concurrent requests have exceeded the limit allowed by the system. ' +
  'Please resubmit your request later.';
