import type { Quota, QuotaLimit } from '@rowferry/core';
import type { Dispatcher } from 'undici';
import { firstValue, secondsMs } from './facts.ts';

/**
 * What the `RateLimit-…` headers of an answer say, such as `2250000, 50000;w=60, 2250000;w=3600`: the requests of a
 * minute and of an hour (docs/zuora-api.md, section 4.3). `undefined` if it does not have them.
 */
export function quotaOf(headers: Dispatcher.ResponseData['headers']): Quota | undefined {
  const remaining = firstValue(headers['ratelimit-remaining']);
  const resetMs = secondsMs(firstValue(headers['ratelimit-reset']));
  if (remaining === undefined || !/^\s*\d{1,15}\s*$/.test(remaining) || resetMs === undefined) {
    return undefined;
  }
  return { remaining: Number(remaining), resetMs, limits: limitsOf(headers['ratelimit-limit']) };
}

function limitsOf(header: string | string[] | undefined): QuotaLimit[] {
  const items = [header ?? []].flat().join(', ').split(',');
  return items.flatMap((item) => {
    const [, requests, seconds] = /^\s*(\d{1,15})\s*;\s*w\s*=\s*(\d{1,9})\s*$/.exec(item) ?? [];
    return Number(seconds) > 0
      ? [{ requests: Number(requests), periodMs: Number(seconds) * 1000 }]
      : [];
  });
}
