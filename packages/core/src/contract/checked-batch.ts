import type { JsonBytes } from './json-bytes.ts';
import type { Batch, Checkpoint } from './source.ts';

/**
 * A batch as the run works with it: its checkpoint is a copy, since a source may go on changing its own, and
 * its functions cannot throw anything but what `failed` makes of it. Throws a `TypeError` that says what is
 * wrong with the batch.
 */
export function checkedBatch(batch: Batch, failed: (error: unknown) => Error): Batch {
  if (typeof batch !== 'object' || batch === null || !Array.isArray(batch.records)) {
    throw new TypeError('expected a batch: an object with an array of `records`');
  }
  const { records, checkpoint, fraction } = batch;
  const call = <T>(read: () => T): T => {
    try {
      return read();
    } catch (error) {
      throw failed(error);
    }
  };
  return {
    records,
    ...(checkpoint !== undefined && { checkpoint: jsonCopy(checkpoint) }),
    ...(isShare(fraction) && { fraction }),
    ...(batch.locate && { locate: (index) => call(() => placeText(batch.locate?.(index))) }),
    ...(batch.json !== undefined && { json: checkedJson(batch.json, records.length) }),
  };
}

function isShare(fraction: number | undefined): fraction is number {
  return typeof fraction === 'number' && fraction >= 0 && fraction <= 1;
}

/** Without a place, core counts records. */
function placeText(place: unknown): string {
  return place === undefined || place === null ? (undefined as never) : String(place);
}

/** Throws a `TypeError` if the records cannot be found in the bytes. */
function checkedJson(json: JsonBytes, count: number): JsonBytes {
  const { bytes, starts, ends } = json;
  if (!(bytes instanceof Uint8Array))
    throw new TypeError(`${BAD_JSON}: \`bytes\` is no Uint8Array`);
  for (let index = 0; index < count; index++) {
    const [start = -1, end = -1] = [starts[index], ends[index]];
    const isRange = Number.isInteger(start) && Number.isInteger(end) && 0 <= start && start <= end;
    if (isRange && end <= bytes.length) continue;
    throw new TypeError(`${BAD_JSON}: record ${index} is not in \`bytes\``);
  }
  return json;
}

const BAD_JSON = 'expected `json` to be the bytes of the records, with their starts and ends';

const NOT_JSON =
  'expected a checkpoint that is JSON: texts, finite numbers, booleans, null, arrays and plain objects';

/** A checkpoint that JSON changes would not lead back to the same place. */
function jsonCopy(checkpoint: Checkpoint): Checkpoint {
  let text: string;
  try {
    text = JSON.stringify(checkpoint);
  } catch (cause) {
    throw new TypeError(NOT_JSON, { cause });
  }
  if (!isJson(checkpoint)) throw new TypeError(NOT_JSON);
  return JSON.parse(text);
}

/** For a value without cycles. */
function isJson(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value !== 'object') return typeof value === 'string' || typeof value === 'boolean';
  if (value === null) return true;
  if (Array.isArray(value)) return value.every(isJson);
  const isPlain = [Object.prototype, null].includes(Object.getPrototypeOf(value));
  // JSON leaves out what is undefined, and a source cannot tell the difference.
  return isPlain && Object.values(value).every((one) => one === undefined || isJson(one));
}
