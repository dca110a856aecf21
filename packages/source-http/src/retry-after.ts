/**
 * How long `Retry-After` asks to wait, in milliseconds. A date is taken by the server's own clock, so
 * that a wrong one here does no harm.
 */
export function retryAfterMs(
  retryAfter: string | undefined,
  date: string | undefined,
): number | undefined {
  if (retryAfter === undefined) return undefined;
  if (/^\s*\d{1,9}(?:\.\d+)?\s*$/.test(retryAfter)) return Math.ceil(Number(retryAfter) * 1000);
  const [until, now] = [timeOf(retryAfter), timeOf(date)];
  return until === undefined || now === undefined ? undefined : Math.max(0, until - now);
}

/** An HTTP date always names its day, which a bare number does not. */
function timeOf(text: string | undefined): number | undefined {
  const time = text !== undefined && /[a-z]/i.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(time) ? undefined : time;
}
