import type { Refusal, RejectedBy } from '../contract/verdict.ts';
import { extended } from './record-line.ts';

/** A verdict reached without the target. */
export interface LocalVerdict {
  readonly position: number;
  /** As in {@link RecordPrefix}. */
  readonly prefix: string;
  /** The result line with the verdict. */
  readonly line: string;
}

/** The rejection of a record that never became a row. */
export function rejection(
  position: number,
  prefix: string,
  by: RejectedBy,
  { code, message, column }: Refusal,
): LocalVerdict {
  const errors = [{ code, message, column }];
  return { position, prefix, line: extended(prefix, { by, errors }) };
}
