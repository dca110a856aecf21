import type { Backslashes } from './dialect.ts';

const BACKSLASH = 0x5c;

/** What a character behind a backslash stands for. Any other character stands for itself. */
const CONTROLS: Readonly<Record<Backslashes, Readonly<Record<string, number>>>> = {
  postgres: { b: 8, t: 9, n: 10, v: 11, f: 12, r: 13 },
  mysql: { 0: 0, b: 8, t: 9, n: 10, r: 13, Z: 26 },
};

/** A byte by its number, as PostgreSQL reads it: up to three octal, or two hexadecimal digits. */
const BYTE = /^(?:[0-7]{1,3}|x[\da-fA-F]{1,2})/;
const BYTE_CHARACTERS_MAX = 3;

export interface EscapeOptions {
  readonly backslashes: Backslashes;
  /** A quote that is doubled in the cell. */
  readonly doubled: string | null;
  /** Converts bytes that are given by their numbers from the encoding of the file. */
  readonly toUtf8: (bytes: Buffer) => Buffer;
}

/** The text of a cell with backslash escapes, both in UTF-8. */
export function withoutBackslashes(cell: Buffer, options: EscapeOptions): Buffer {
  const controls = CONTROLS[options.backslashes];
  const parts: Buffer[] = [];
  let from = 0;
  for (let at = cell.indexOf(BACKSLASH); at !== -1; at = cell.indexOf(BACKSLASH, from)) {
    parts.push(singled(cell.subarray(from, at), options.doubled));
    const numbered = options.backslashes === 'postgres' ? numberedAt(cell, at) : undefined;
    if (numbered !== undefined) {
      parts.push(options.toUtf8(numbered.bytes));
      from = numbered.end;
      continue;
    }
    const control = controls[String.fromCharCode(cell[at + 1] ?? BACKSLASH)];
    const isLast = at + 1 === cell.length;
    if (control !== undefined) parts.push(Buffer.of(control));
    else parts.push(isLast ? cell.subarray(at) : cell.subarray(at + 1, at + 2));
    from = Math.min(cell.length, at + 2);
  }
  parts.push(singled(cell.subarray(from), options.doubled));
  return Buffer.concat(parts);
}

function singled(part: Buffer, quote: string | null): Buffer {
  if (quote === null || !part.includes(quote)) return part;
  return Buffer.from(
    part.toString('latin1').replaceAll(bytesOf(quote).repeat(2), bytesOf(quote)),
    'latin1',
  );
}

/** The bytes of UTF-8, each as one character. */
function bytesOf(text: string): string {
  return Buffer.from(text).toString('latin1');
}

/** Consecutive bytes by their numbers, which together may be one character. */
function numberedAt(cell: Buffer, from: number): { bytes: Buffer; end: number } | undefined {
  const bytes: number[] = [];
  let end = from;
  while (cell[end] === BACKSLASH) {
    const start = end + 1;
    const digits = BYTE.exec(cell.toString('latin1', start, start + BYTE_CHARACTERS_MAX))?.[0];
    if (digits === undefined) break;
    const isHex = digits.startsWith('x');
    bytes.push(Number.parseInt(isHex ? digits.slice(1) : digits, isHex ? 16 : 8) & 0xff);
    end = start + digits.length;
  }
  return bytes.length === 0 ? undefined : { bytes: Buffer.from(bytes), end };
}
