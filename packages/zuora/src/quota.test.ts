import { describe, expect, test } from 'vitest';
import { quotaOf } from './quota.ts';

const headers = (limit: string | string[] | undefined, remaining?: string, reset?: string) => ({
  ...(limit !== undefined && { 'ratelimit-limit': limit }),
  ...(remaining !== undefined && { 'ratelimit-remaining': remaining }),
  ...(reset !== undefined && { 'ratelimit-reset': reset }),
});

describe('the RateLimit headers of an answer', () => {
  test('as documented', () => {
    const limit = '2250000, 50000;w=60, 2250000;w=3600, 27000000;w=86400';
    expect(quotaOf(headers(limit, '399', '1200'))).toEqual({
      remaining: 399,
      resetMs: 1_200_000,
      limits: [
        { requests: 50_000, periodMs: 60_000 },
        { requests: 2_250_000, periodMs: 3_600_000 },
        { requests: 27_000_000, periodMs: 86_400_000 },
      ],
    });
  });

  test.each([
    ['no limit', undefined],
    ['one without its period', '50000'],
    ['one that is no number', 'many;w=60, 10;w=soon, ;w=60, 5;w=0, -1;w=60'],
  ])('%s: what is left still counts', (_, limit) => {
    expect(quotaOf(headers(limit, '7', '3'))).toEqual({ remaining: 7, resetMs: 3_000, limits: [] });
  });

  test('a limit in several headers is one', () => {
    const { limits } = quotaOf(headers(['5', '5;w=60'], '5', '0')) ?? {};
    expect(limits).toEqual([{ requests: 5, periodMs: 60_000 }]);
  });

  test.each([
    [undefined, '3'],
    ['7', undefined],
    ['', '3'],
    ['-1', '3'],
    ['7', '1.5 s'],
    ['7', 'Mon, 30 Nov 2026 00:00:00 GMT'],
  ])('nothing is known of remaining %j and reset %j', (remaining, reset) => {
    expect(quotaOf(headers('5;w=60', remaining, reset))).toBeUndefined();
  });
});
