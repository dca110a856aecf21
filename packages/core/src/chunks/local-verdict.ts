import type { Refusal, RejectedBy } from '../contract/verdict.ts';

/** A verdict reached without the target. */
export interface LocalVerdict {
  /** Of the record in its batch. */
  readonly index: number;
  /** The result line with the verdict. */
  readonly line: string;
}

/** What the line of a rejected record says of it. */
export function rejectionOf(by: RejectedBy, { code, message, column }: Refusal): object {
  return { by, errors: [{ code, message, column }] };
}
