import type { TargetFailure } from '../contract/errors.ts';

const BASE_MS = 500;
const CAP_MS = 30_000;
const FULL_BASE_MS = 1_000;
/** The longest wait before a full tenant is asked again. */
export const FULL_CAP_MS = 60_000;
/** The longest quota period that a run waits for; a named wait beyond that is not honoured. */
const NAMED_MAX_MS = 3_600_000;
/** Categories of temporary errors, by Zuora's error handling guide: locking, internal, limit. */
export const TEMPORARY_CATEGORIES: readonly number[] = [50, 60, 61, 70, 99];

/** The facts that decide whether and when a request is tried again. */
export interface TryFacts {
  readonly failure: TargetFailure;
  readonly category: number | undefined;
  /** Tries so far, this one included. */
  readonly tries: number;
  /** Whether the previous try was answered with 401. */
  readonly wasUnauthorized: boolean;
  /** Whether sending the request twice does no harm. */
  readonly isSafe: boolean;
  /** From 0 up to, but not including, 1. */
  readonly chance: number;
}

/** How often, and until when, a request may be tried. */
export interface TryBudget {
  /**
   * Whether one more try, after `delayMs`, is within the budget. A 429 and a connection that was not
   * made cost no attempt, only time. A 429 that names a wait costs no time either, up to an hour per
   * request.
   */
  allows(failure: TargetFailure, delayMs: number): boolean;
}

export function tryBudget(
  now: () => number,
  attemptsMax: number,
  deadlineSeconds: number,
  unsentMax: number = Number.POSITIVE_INFINITY,
): TryBudget {
  let deadline = now() + deadlineSeconds * 1000;
  let namedMs = 0;
  let spent = 0;
  let unsent = 0;
  return {
    allows(failure, delayMs) {
      if (failure.answer === 'unsent') unsent++;
      else if (failure.status !== 429) spent++;
      else if (waitMsOf(failure) !== undefined && namedMs + delayMs <= NAMED_MAX_MS) {
        namedMs += delayMs;
        deadline += delayMs;
      }
      return spent < attemptsMax && unsent < unsentMax && now() + delayMs <= deadline;
    },
  };
}

/** Milliseconds to wait before the request is sent again; `undefined`: it is not sent again. */
export function nextTryMs(facts: TryFacts): number | undefined {
  const { failure, category, tries, isSafe } = facts;
  const { answer, status } = failure;
  const backoffMs = facts.chance * Math.min(CAP_MS, BASE_MS * 2 ** (tries - 1));
  if (status === 401 && answer === 'refused') return facts.wasUnauthorized ? undefined : 0;
  if (status === 429) return Math.max(backoffMs, waitMsOf(failure) ?? 0);
  if (answer === 'unsent') return backoffMs;
  const isTemporary =
    answer === 'lost' ||
    status === 408 ||
    (category !== undefined && TEMPORARY_CATEGORIES.includes(category));
  if (!isTemporary || (answer === 'lost' && !isSafe)) return undefined;
  return failure.retryAfterMs ?? backoffMs;
}

/** The wait that an answer asks for. `RateLimit-Reset` is on every answer, but counts only on a 429. */
function waitMsOf({ status, retryAfterMs, rateLimitResetMs }: TargetFailure): number | undefined {
  return retryAfterMs ?? (status === 429 ? rateLimitResetMs : undefined);
}

/**
 * Milliseconds to wait for a slot in a full tenant: 1 s doubling to 60 s. `chance` spreads the later
 * half of the wait, so that two programs do not try at the same times. If the answer names a longer
 * wait, that one is used, up to an hour.
 */
export function fullDelayMs(failure: TargetFailure, tries: number, chance: number): number {
  const waitMs = Math.min(FULL_CAP_MS, FULL_BASE_MS * 2 ** Math.min(tries - 1, 6));
  const saidMs = Math.min(NAMED_MAX_MS, waitMsOf(failure) ?? 0);
  return Math.max(waitMs * (0.5 + chance / 2), saidMs);
}

/** Older versions of the API refuse with status 200. */
const FULL_STATUSES = [200, 400, 409, 429, 500, 503];
const FULL_CATEGORIES = [50, 60, 61, 70];
const FULL_MESSAGE = /limit|concurren|too many|retry later/i;
const BAD_REQUEST = 71_013_020;

/**
 * Whether an answer to `create` says that the tenant has no free slot. How Zuora says so is not
 * documented, so every likely form counts.
 */
export function isTenantFull(failure: TargetFailure, category: number | undefined): boolean {
  const { status, apiCode, apiMessage } = failure;
  if (status === undefined || !FULL_STATUSES.includes(status)) return false;
  if (Number(apiCode) === BAD_REQUEST) return false;
  if (category !== undefined && category >= 12 && category <= 15) return false;
  if (category !== undefined && FULL_CATEGORIES.includes(category)) return true;
  return FULL_MESSAGE.test(apiMessage ?? '');
}

/** Whether an upload was refused because the file is too large, or has too many rows. */
export function isTooLarge({ status, apiMessage }: TargetFailure): boolean {
  if (status === 413) return true;
  return (
    (status === 400 || status === 200) &&
    /too (?:large|big|many|long)|more than|exceed|maximum|\bsize\b/i.test(apiMessage ?? '')
  );
}

/** Permissions, an unknown field, a missing object. */
const PERMANENT_CATEGORIES = [12, 13, 14, 15, 21, 40];
/** `objectJob.file.headers`: the header is wrong, and every file has the same header. */
const HEADERS_RESOURCE = 710_137;

/** Whether a job's own error is permanent: every later job would fail with it too. */
export function isPermanent(code: number | string | undefined): boolean {
  const number = Number(code ?? Number.NaN);
  if (!Number.isInteger(number)) return false;
  return (
    PERMANENT_CATEGORIES.includes(number % 100) || Math.floor(number / 100) === HEADERS_RESOURCE
  );
}

/** Whether a job's own error says that the tenant was full. */
export function isServiceLimit(code: number | string | undefined): boolean {
  return Number(code) === 71_012_560;
}
