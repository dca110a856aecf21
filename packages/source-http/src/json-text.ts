import { isUtf8 } from 'node:buffer';
import { FailedAttempt, reasonOf } from './failure.ts';

class NotUtf8 extends Error {}

export function textOf(bytes: Buffer): string {
  if (!isUtf8(bytes)) throw new NotUtf8();
  return bytes.toString();
}

/** Does not pass on the message of the parser, which quotes the answer. */
export function parsing<T>(number: number, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    if (error instanceof FailedAttempt) throw error;
    const where = number === 0 ? '' : ` after record ${number}`;
    throw new FailedAttempt(`cannot be read${where}: ${whatIsWrong(error)}`, {
      isTemporary: false,
      advice: 'look at the answer, and at `format`',
    });
  }
}

function whatIsWrong(error: unknown): string {
  if (error instanceof NotUtf8) return 'it is not UTF-8';
  return error instanceof RangeError ? reasonOf(error) : 'it is not JSON';
}
