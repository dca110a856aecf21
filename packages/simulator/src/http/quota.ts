import type { Knobs } from '../knobs/table.ts';
import type { World } from '../world.ts';
import type { TenantResponse } from './message.ts';
import { tooMany } from './too-many.ts';

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

/** A period and the requests that were sent in it. */
interface Window {
  readonly limit: number;
  readonly seconds: number;
  start: number;
  used: number;
}

export function createQuota(world: World, knobs: Knobs): Quota {
  const windowOf = (limit: number, seconds: number): Window => ({
    limit,
    seconds,
    start: world.now(),
    used: 0,
  });
  const minute = windowOf(knobs.requestsPerMinute, 60);
  const windows = [
    minute,
    windowOf(knobs.requestsPerHour, 3_600),
    windowOf(knobs.requestsPerDay, 86_400),
  ];
  let open = 0;

  const resetSeconds = ({ start, seconds }: Window) =>
    Math.ceil((start + seconds * 1000 - world.now()) / 1000);
  const left = ({ limit, used }: Window) => Math.max(0, limit - used);

  return {
    enter() {
      open++;
      for (const window of windows) {
        if (world.now() - window.start >= window.seconds * 1000) {
          window.start = world.now();
          window.used = 0;
        }
        window.used++;
      }
      const { concurrentRequestsMax, rateLimitShape, rateLimitStatus } = knobs;
      const full = windows.findLast(({ used, limit }) => used > limit);
      if (full !== undefined) return tooMany(rateLimitShape, resetSeconds(full), rateLimitStatus);
      if (concurrentRequestsMax === 0 || open <= concurrentRequestsMax) return undefined;
      return tooMany('code-50000070', 120, rateLimitStatus);
    },
    leave() {
      open--;
    },
    headers() {
      if (knobs.rateLimitHeaders === 'absent') return {};
      // They describe the window that is used up first.
      const first = windows.reduce((a, b) => (left(b) / b.limit < left(a) / a.limit ? b : a));
      const limits = windows.map(({ limit, seconds }) => `${limit};w=${seconds}`);
      return {
        'ratelimit-limit': [first.limit, ...limits].join(', '),
        'ratelimit-remaining': String(left(first)),
        'ratelimit-reset': String(resetSeconds(first)),
      };
    },
    tokenHeaders() {
      if (knobs.rateLimitHeaders === 'absent') return {};
      return {
        'x-ratelimit-limit-minute': String(minute.limit),
        'x-ratelimit-remaining-minute': String(left(minute)),
      };
    },
  };
}
