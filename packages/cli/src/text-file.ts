import { isUtf8 } from 'node:buffer';
import { Fault } from './fault.ts';

/**
 * The text of a file that a person wrote, without its byte order mark. If it is not UTF-8, throws a `Fault` that
 * names the encoding, or the first line that is not.
 */
export function utf8Text(path: string, bytes: Buffer): string {
  const wide = wideEncoding(bytes.subarray(0, 4));
  if (wide !== undefined) throw new Fault(`${path} is ${wide}; save it as UTF-8`);
  if (!isUtf8(bytes)) {
    throw new Fault(
      `${path}:${firstBrokenLine(bytes)}: this line is not UTF-8; save the file as UTF-8`,
    );
  }
  return bytes.toString('utf8').replace(/^\uFEFF+/, '');
}

/** The first character of a migration is ASCII, so that its other bytes in a wider encoding are zero. */
function wideEncoding(start: Buffer): string | undefined {
  if (start.includes('\0\0')) return 'UTF-32';
  const [first = 0, second = 0] = start;
  const mark = first * 256 + second;
  return start.includes('\0') || mark === 0xfffe || mark === 0xfeff ? 'UTF-16' : undefined;
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
