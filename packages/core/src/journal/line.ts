import { crc32 } from 'node:zlib';
import type { JournalEntry } from './entry.ts';

export const LF = 0x0a;

/** A whole line. */
export interface Line {
  readonly entry: JournalEntry;
  /** The offset of the first line that was made durable together with it. */
  readonly from: number;
}
/** What precedes and follows the text that the checksum covers. */
const HEAD = /^\["([0-9a-f]{8})",/;
const TAIL = ']';

/** A whole line at the end of a damaged one. */
export function joinedLine(bytes: Uint8Array): Line | undefined {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
  for (const { index } of text.matchAll(/\["[0-9a-f]{8}",\d+,\{/g)) {
    const line = parseLine(bytes.subarray(index));
    if (line !== undefined) return line;
  }
  return undefined;
}

export function parseLine(bytes: Uint8Array): Line | undefined {
  if (bytes.at(-1) !== LF) return undefined;
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length - 1).toString();
  const [head = '', sum] = HEAD.exec(text) ?? [];
  if (sum === undefined || !text.endsWith(TAIL)) return undefined;
  const rest = text.slice(head.length, -TAIL.length);
  if (Number.parseInt(sum, 16) !== crc32(rest)) return undefined;
  const end = rest.indexOf(',');
  return { from: Number(rest.slice(0, end)), entry: JSON.parse(rest.slice(end + 1)) };
}

/**
 * `["checksum",from,entry]`, and LF. `from` is the offset in the file of the first line that was made
 * durable together with this one. It distinguishes a torn end from a line that was damaged later. The
 * checksum covers `from,entry`.
 */
export function journalLine(entry: JournalEntry, from: number): string {
  const rest = `${from},${JSON.stringify(entry)}`;
  return `["${crc32(rest).toString(16).padStart(8, '0')}",${rest}]\n`;
}
