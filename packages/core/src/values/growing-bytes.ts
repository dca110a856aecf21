const FIRST_BYTES = 64 * 1024;
/** No UTF-16 code unit takes more bytes of UTF-8. */
export const UNIT_BYTES_MAX = 3;

const NONE = Buffer.alloc(0);

/** Bytes that grow at their end, in a buffer that is used again after {@link clear}. */
export class GrowingBytes {
  /** The first {@link length} bytes count. Another buffer after something was added. */
  bytes: Buffer = NONE;
  length = 0;

  clear(): void {
    this.length = 0;
  }

  /** Makes room for `count` more bytes. */
  reserve(count: number): void {
    const needed = this.length + count;
    if (needed <= this.bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.max(needed, 2 * this.bytes.length, FIRST_BYTES));
    this.bytes.copy(larger, 0, 0, this.length);
    this.bytes = larger;
  }

  text(text: string): void {
    this.reserve(UNIT_BYTES_MAX * text.length);
    this.length += this.bytes.write(text, this.length);
  }

  copy(from: Uint8Array, start: number, end: number): void {
    this.reserve(end - start);
    this.bytes.set(from.subarray(start, end), this.length);
    this.length += end - start;
  }
}
