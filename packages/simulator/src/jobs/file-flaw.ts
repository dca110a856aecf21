import { Refusal } from '../http/refusal.ts';

/** A fault of a whole file that the tenant reports only after the upload, when the job fails. */
export class FileFlaw extends Error {
  override readonly name = 'FileFlaw';
  readonly code: number;

  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}

/** The error to throw: a `Refusal` refuses the upload, a `FileFlaw` makes the job fail later. */
export function flaw(
  reaction: 'refuse' | 'fail',
  code: number,
  message: string,
  status = 400,
): Refusal | FileFlaw {
  return reaction === 'refuse' ? new Refusal(status, code, message) : new FileFlaw(code, message);
}
