import { Refusal } from '../http/refusal.ts';

/** Something wrong with a whole file that the tenant notices only when it works on it. */
export class FileFlaw extends Error {
  override readonly name = 'FileFlaw';
  readonly code: number;

  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}

/** Either refuses the upload or lets the job fail later. */
export function flaw(
  reaction: 'refuse' | 'fail',
  code: number,
  message: string,
  status = 400,
): Refusal | FileFlaw {
  return reaction === 'refuse' ? new Refusal(status, code, message) : new FileFlaw(code, message);
}
