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
    ...(batch.json && { json: (index) => call(() => textOrNone(batch.json?.(index))) }),
  };
}

function isShare(fraction: number | undefined): fraction is number {
  return typeof fraction === 'number' && fraction >= 0 && fraction <= 1;
}

/** Without a place, core counts records. */
function placeText(place: unknown): string {
  return place === undefined || place === null ? (undefined as never) : String(place);
}

/** What is no text is not used: core then writes the JSON itself. */
function textOrNone(json: unknown): string | undefined {
  return typeof json === 'string' ? json : undefined;
}

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
