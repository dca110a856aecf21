/** A file that violates RFC 4180. `record` is 1 for the header. */
export class CsvFault extends Error {
  override readonly name = 'CsvFault';
  readonly record: number;
  readonly line: number;

  constructor(what: string, record: number, line: number) {
    super(`${what} (record ${record}, line ${line}).`);
    this.record = record;
    this.line = line;
  }
}

export interface CsvRecord {
  /** Counted as in the error list: 1 is the header. */
  readonly number: number;
  readonly firstLine: number;
  readonly lastLine: number;
  readonly cells: readonly string[];
}

/** `skip` skips blank lines; `count` skips them but counts them as records. */
export type BlankLines = 'refuse' | 'skip' | 'count';
