import type { Knobs } from '../knobs/table.ts';
import type { World } from '../world.ts';
import type { TenantResponse } from './message.ts';
import { tooMany } from './too-many.ts';

const MINUTE_MS = 60_000;

/** Counts requests against the quotas of the knobs (docs/zuora-api.md, sections 4.3 and 4.4). */
export interface Quota {
  /** Counts a request. Returns the refusal if it exceeds a limit. Refused requests count, too. */
  enter(): TenantResponse | undefined;
  leave(): void;
  /** The `RateLimit-…` headers of every answer but those of the token request. */
  headers(): Record<string, string>;
  /** The `X-RateLimit-…` headers of the token request (docs/zuora-api.md, section 6.1). */
  tokenHeaders(): Record<string, string>;
}

export function createQuota(world: World, knobs: Knobs): Quota {
  let windowStart = world.now();
  let used = 0;
  let open = 0;

  const remaining = () => String(Math.max(0, knobs.requestsPerMinute - used));
  const resetSeconds = () => Math.ceil((windowStart + MINUTE_MS - world.now()) / 1000);

  return {
    enter() {
      open++;
      if (world.now() - windowStart >= MINUTE_MS) {
        windowStart = world.now();
        used = 0;
      }
      used++;
      const { requestsPerMinute, concurrentRequestsMax, rateLimitShape, rateLimitStatus } = knobs;
      if (used > requestsPerMinute) return tooMany(rateLimitShape, resetSeconds(), rateLimitStatus);
      if (concurrentRequestsMax === 0 || open <= concurrentRequestsMax) return undefined;
      return tooMany('code-50000070', 120, rateLimitStatus);
    },
    leave() {
      open--;
    },
    headers() {
      if (knobs.rateLimitHeaders === 'absent') return {};
      const limit = knobs.requestsPerMinute;
      return {
        'ratelimit-limit': `${limit}, ${limit};w=60`,
        'ratelimit-remaining': remaining(),
        'ratelimit-reset': String(resetSeconds()),
      };
    },
    tokenHeaders() {
      if (knobs.rateLimitHeaders === 'absent') return {};
      return {
        'x-ratelimit-limit-minute': String(knobs.requestsPerMinute),
        'x-ratelimit-remaining-minute': remaining(),
      };
    },
  };
}
