import { RAW_BYTES_NEEDED } from '@rowferry/core/internal';

/** Collects the beginning of a text in UTF-8 that is not a record. */
export class RawText {
  #parts: Buffer[] = [];
  #length = 0;

  add(bytes: Buffer, from: number, to: number): void {
    const kept = Math.min(to, from + RAW_BYTES_NEEDED - this.#length);
    if (kept <= from) return;
    // A copy: the block that it is in can be let go.
    this.#parts.push(Buffer.from(bytes.subarray(from, kept)));
    this.#length += kept - from;
  }

  toString(): string {
    return Buffer.concat(this.#parts).toString();
  }
}

/** The beginning of a text in UTF-8 that is not a record. */
export function rawTextOf(bytes: Buffer, from: number, to: number): string {
  return bytes.toString('utf8', from, Math.min(to, from + RAW_BYTES_NEEDED));
}
