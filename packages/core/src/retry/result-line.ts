import { fieldsOf } from '../chunks/record-line.ts';
import { RowferryError } from '../contract/errors.ts';
import { isRecord } from '../contract/source.ts';

/** The fields of a line of `rejected.jsonl` or `unresolved.jsonl` that a retry needs. */
export interface ResultLine {
  readonly position?: unknown;
  readonly at: string;
  readonly record?: unknown;
  readonly by?: unknown;
  readonly errors?: readonly { readonly code?: unknown }[];
  readonly reason?: unknown;
  readonly key?: string;
  /** The id of the run that rejected it. */
  readonly run?: unknown;
  /** Whether JSON could not express its record. */
  readonly lossy?: unknown;
}

/** JSON has no NaN, infinity or invalid date: the line does not contain the original record. */
export function isLossy({ errors = [], lossy }: ResultLine): boolean {
  return lossy === true || errors.some(({ code }) => code === 'NUMBER_NOT_FINITE');
}

export function parsed(line: string, number: number, path: string): ResultLine {
  try {
    const value = fieldsOf(line) as ResultLine;
    if (typeof value.at === 'string' && isRecord(value.record ?? {})) return value;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw new RowferryError(
    'RETRY_REFUSED',
    `line ${number} of ${path} is not a line of a result file: expected one JSON object with \`at\` and \`record\`; correct it, then retry`,
  );
}
