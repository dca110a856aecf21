import { isUtf8 } from 'node:buffer';
import { Fault } from './fault.ts';

/**
 * The text of a file that a person wrote, without its byte order mark. If it is not UTF-8, throws a `Fault` that
 * says what it is, or names the first line that is not.
 */
export function utf8Text(path: string, bytes: Buffer): string {
  const start = bytes.subarray(0, 4);
  const packed = PACKED.find(([magic]) => start.toString('latin1').startsWith(magic))?.[1];
  if (packed !== undefined) throw new Fault(`${path} is ${packed}; unpack it first`);
  const wide = wideEncoding(start);
  if (wide !== undefined) throw new Fault(`${path} is ${wide}; save it as UTF-8`);
  if (bytes.includes(0)) throw new Fault(`${path} is not a text file; save it as UTF-8`);
  if (!isUtf8(bytes)) {
    throw new Fault(
      `${path}:${firstBrokenLine(bytes)}: this line is not UTF-8; save the file as UTF-8`,
    );
  }
  return bytes.toString('utf8').replace(/^\uFEFF+/, '');
}

/** How a compressed file begins. */
const PACKED = [
  ['\x1f\x8b', 'compressed with gzip'],
  ['PK\x03\x04', 'a ZIP archive'],
] as const;

/** The first character of a migration is ASCII, so that its other bytes in a wider encoding are zero. */
function wideEncoding(start: Buffer): string | undefined {
  const [first = 0, second = 0] = start;
  const mark = first * 256 + second;
  const isMarked = mark === 0xfffe || mark === 0xfeff;
  if (start.includes('\0\0') && (isMarked || first < 0x80)) return 'UTF-32';
  return isMarked || (first === 0) !== (second === 0) ? 'UTF-16' : undefined;
}

const LF = 10;

/** From 1. No byte of a longer character is a line feed, so that each line can be looked at alone. */
function firstBrokenLine(bytes: Buffer): number {
  for (let line = 1, from = 0; ; line++) {
    const end = bytes.indexOf(LF, from);
    if (end === -1 || !isUtf8(bytes.subarray(from, end))) return line;
    from = end + 1;
  }
}
