/** A date or a time as it is written, whatever its zone, and what its last part counts. */
export interface LooseTime {
  /** In milliseconds since 1970. */
  readonly at: number;
  readonly unitMs: number;
}

const LENGTH_MAX = 64;
const DAY =
  /^(?:\p{L}{2,10}\.?,? )?(\d{1,4})([-/. ])\s?(\d{1,2})\2\s?(\d{1,4})\.?(?:$|[Tt\s,]+(.*)$)/u;
const CLOCK = /^(\d{1,2})[:.h](\d{2})(?:[:.](\d{2})(?:[.,](\d{1,12}))?)?\s*([ap]?)\.?m?/i;

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** Offsets of zones are whole quarters of an hour, from 12 hours behind to 14 hours ahead. */
const QUARTER_MS = 15 * MINUTE_MS;
const ZONES_MS = 26 * HOUR_MS;

/** The times that a text may mean: several if it does not show which number is the day, or the century. */
export function looseTimes(text: string): readonly LooseTime[] {
  const [, first = '', , second = '', third = '', rest = ''] =
    (text.length <= LENGTH_MAX && DAY.exec(text)) || [];
  if (first === '') return [];
  const { ms, unitMs } = clockOf(rest);
  return daysOf(first, second, third).map((day) => ({ at: day + ms, unitMs }));
}

/** Whether two texts may be the same time in two zones, one of them perhaps cut to its day or its minute. */
export function mayBeSameTime(one: LooseTime, other: LooseTime): boolean {
  const unitMs = Math.max(one.unitMs, other.unitMs);
  const apartMs = Math.abs(one.at - other.at);
  const beyondMs = apartMs % QUARTER_MS;
  return apartMs < ZONES_MS + unitMs && Math.min(beyondMs, QUARTER_MS - beyondMs) < unitMs;
}

function daysOf(first: string, second: string, third: string): readonly number[] {
  if (first.length > 2) return dayOf(first, second, third);
  return [
    ...dayOf(third, second, first),
    ...dayOf(third, first, second),
    ...(third.length > 2 ? [] : dayOf(first, second, third)),
  ];
}

/** A day that is in the calendar, in both centuries if only the last two digits of its year are known. */
function dayOf(year: string, month: string, day: string): readonly number[] {
  if (year.length === 2) {
    return [...dayOf(`19${year}`, month, day), ...dayOf(`20${year}`, month, day)];
  }
  const date = new Date(0);
  date.setUTCFullYear(Number(year), Number(month) - 1, Number(day));
  const isThere =
    year.length === 4 &&
    date.getUTCMonth() === Number(month) - 1 &&
    date.getUTCDate() === Number(day);
  return isThere ? [date.getTime()] : [];
}

function clockOf(text: string): { readonly ms: number; readonly unitMs: number } {
  const [, hour, minute = '', second, fraction, half = ''] = CLOCK.exec(text) ?? [];
  if (hour === undefined) return { ms: 0, unitMs: DAY_MS };
  const isAfternoon = half.toLowerCase() === 'p' && Number(hour) < 12;
  const hours = isAfternoon ? Number(hour) + 12 : Number(hour);
  const ms = hours * HOUR_MS + Number(minute) * MINUTE_MS;
  if (second === undefined) return { ms, unitMs: MINUTE_MS };
  const beyondMs = Number(second) * 1000 + Number(`0.${fraction ?? 0}`) * 1000;
  return { ms: ms + beyondMs, unitMs: 1000 / 10 ** (fraction?.length ?? 0) };
}
