/**
 * How long `Retry-After` asks to wait, in milliseconds. A date is compared with the server's own clock, so a
 * wrong clock on this machine does not matter.
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

/** An HTTP date always contains letters, unlike a bare number, which `Date.parse` might accept. */
function timeOf(text: string | undefined): number | undefined {
  const time = text !== undefined && /[a-z]/i.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(time) ? undefined : time;
}
