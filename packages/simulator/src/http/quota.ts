import type { Knobs } from '../knobs/table.ts';
import type { World } from '../world.ts';
import { json, type TenantResponse } from './message.ts';

const MINUTE_MS = 60_000;

/** Counts requests against `requestsPerMinute` and `concurrentRequestsMax` (section 4.3, 4.4). */
export interface Quota {
  /** Counts a request. Returns a 429 if it exceeds a limit. Refused requests count, too. */
  enter(): TenantResponse | undefined;
  leave(): void;
  /** The `RateLimit-…` headers of every answer. */
  headers(): Record<string, string>;
}

export function createQuota(world: World, knobs: Knobs): Quota {
  let windowStart = world.now();
  let used = 0;
  let open = 0;

  const resetSeconds = () => Math.ceil((windowStart + MINUTE_MS - world.now()) / 1000);

  return {
    enter() {
      open++;
      if (world.now() - windowStart >= MINUTE_MS) {
        windowStart = world.now();
        used = 0;
      }
      used++;
      const { requestsPerMinute, concurrentRequestsMax } = knobs;
      if (used > requestsPerMinute) return tooMany(knobs.rateLimitShape, resetSeconds());
      if (concurrentRequestsMax === 0 || open <= concurrentRequestsMax) return undefined;
      return tooMany('code-50000070', 120);
    },
    leave() {
      open--;
    },
    headers() {
      if (knobs.rateLimitHeaders === 'absent') return {};
      const limit = knobs.requestsPerMinute;
      return {
        'ratelimit-limit': `${limit}, ${limit};w=60`,
        'ratelimit-remaining': String(Math.max(0, limit - used)),
        'ratelimit-reset': String(resetSeconds()),
      };
    },
  };
}

/** The shapes of a 429 that the documentation shows (fact sheet sections 4.3 and 4.4). */
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

/** The same answer with more headers. */
export function withHeaders(
  response: TenantResponse,
  headers: Record<string, string>,
): TenantResponse {
  return { ...response, headers: { ...response.headers, ...headers } };
}
