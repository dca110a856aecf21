import type { Dispatcher } from 'undici';
import { present } from './wire.ts';

/** What the head of an answer says, whatever its body contains. */
export interface AnswerFacts {
  readonly status: number;
  readonly requestId?: string;
  readonly retryAfterMs?: number;
  /** Every answer may have it; it counts only where the rate limit is reached. */
  readonly rateLimitResetMs?: number;
  /** The server's clock, in milliseconds since 1970. */
  readonly answeredAt?: number;
}

export function factsOf(status: number, headers: Dispatcher.ResponseData['headers']): AnswerFacts {
  const answeredAt = dateMs(firstValue(headers['date']));
  return present({
    status,
    requestId: firstValue(headers['zuora-request-id']),
    retryAfterMs: retryAfterMs(firstValue(headers['retry-after']), answeredAt),
    rateLimitResetMs: secondsMs(firstValue(headers['ratelimit-reset'])),
    answeredAt,
  });
}

export function firstValue(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header[0] : header;
}

/** A date is compared with the server's own clock, so that a wrong clock here does no harm. */
function retryAfterMs(
  header: string | undefined,
  answeredAt: number | undefined,
): number | undefined {
  const until = dateMs(header);
  const wait = until === undefined || answeredAt === undefined ? undefined : until - answeredAt;
  return secondsMs(header) ?? (wait === undefined ? undefined : Math.max(0, wait));
}

/** A header that is a number of seconds, in milliseconds. */
export function secondsMs(header: string | undefined): number | undefined {
  return header !== undefined && /^\s*\d{1,9}(?:\.\d+)?\s*$/.test(header)
    ? Math.ceil(Number(header) * 1000)
    : undefined;
}

/** An HTTP date always contains the name of a day, which a bare number does not. */
function dateMs(header: string | undefined): number | undefined {
  const time = header !== undefined && /[a-z]/i.test(header) ? Date.parse(header) : Number.NaN;
  return Number.isNaN(time) ? undefined : time;
}
