import type { Knobs } from '../knobs/table.ts';
import { json, type TenantResponse, withHeaders } from './message.ts';

/** The shapes of a rate limit that the documentation shows (docs/zuora-api.md, sections 4.3 and 4.4). */
export const rateLimitShapes: readonly Knobs['rateLimitShape'][] = [
  'code-70',
  'code-70-retry-after',
  'code-50000070',
  'code-string',
  'empty',
];

/** Without a body only the status says what it is, so an empty one is a 429. */
export function tooMany(
  shape: Knobs['rateLimitShape'],
  seconds: number,
  status: number,
): TenantResponse {
  const message = `API Rate limit exceeded for the minute, retry after ${seconds} seconds`;
  const later = { 'retry-after': String(seconds) };
  switch (shape) {
    case 'code-70':
      return json({ reasons: [{ code: 70, message }] }, status);
    case 'code-70-retry-after':
      return withHeaders(json({ reasons: [{ code: 70, message }] }, status), later);
    case 'code-50000070': {
      const reasons = [{ code: 50000070, message: concurrency }];
      return withHeaders(json({ success: false, reasons }, status), later);
    }
    case 'code-string':
      return json({ code: 'REQUEST_EXCEEDED_LIMIT', message: olderConcurrency }, status);
    case 'empty':
      return { status: 429, headers: {}, body: '' };
  }
}

const concurrency =
  'The total number of concurrent requests has exceeded the limit allowed by the system. ' +
  'Please resubmit your request later.';

const olderConcurrency =
  'Your total number of concurrent requests have exceeded the limit allowed by the system. ' +
  'Please resubmit your request later.';
