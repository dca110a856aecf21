import { type RowferryError, Unreadable } from '@rowferry/core';
import { shown } from '@rowferry/core/internal';
import { sourceFailed } from '@rowferry/files';
import type { Dialect } from './dialect.ts';
import type { Encoding } from './encoding.ts';

/** Makes the rejection of a record of which this is the text. */
export type Reject = (raw: string) => Unreadable;

export function quoteInCell(dialect: Dialect): Reject {
  const message = 'a quote is inside a cell that is not quoted';
  return (raw) => new Unreadable('QUOTE_MISPLACED', message + quoteHint(raw, dialect), raw);
}

/** The lines up to and including the one with the closing quote belong to the record as well. */
export function textAfterQuote(linesBelow: number, dialect: Dialect): Reject {
  const lines = linesBelow === 1 ? '1 line' : `${linesBelow} lines`;
  const skipped = linesBelow === 0 ? '' : ` ${lines} below; all these lines are skipped`;
  const message = `text follows a closing quote${skipped}`;
  return (raw) => new Unreadable('QUOTE_MISPLACED', message + quoteHint(raw, dialect), raw);
}

/** The option by which a record may be read in which quotes seem to be misplaced. */
function quoteHint(raw: string, dialect: Dialect): string {
  const { quote, delimiter, excelText, blanksAroundQuotes } = dialect;
  if (quote === null) return '';
  const cells = raw.split(delimiter).map((cell) => cell.trim());
  if (quote === '"' && !excelText && cells.some((cell) => cell.startsWith('="'))) {
    return '; for cells such as `="0023"`, set `excelText`';
  }
  const areAround = cells.every((cell) => !cell.slice(1, -1).includes(quote));
  const haveBlanks = [` ${quote}`, `\t${quote}`, `${quote} `, `${quote}\t`].some((part) =>
    raw.includes(part),
  );
  return areAround && haveBlanks && !blanksAroundQuotes
    ? '; for blanks around quotes, set `blanksAroundQuotes`'
    : '';
}

export function quoteNotClosed(searched: string): Reject {
  const message = `a quote is not closed ${searched}`;
  return (raw) => new Unreadable('QUOTE_NOT_CLOSED', message, raw);
}

export function tooLong(maxRecordBytes: number): Reject {
  const message = `the record is longer than ${maxRecordBytes} bytes (maxRecordBytes)`;
  return (raw) => new Unreadable('RECORD_TOO_LONG', message, raw);
}

export function notText(encoding: Encoding): Reject {
  const message = `the record contains bytes that are not valid ${encoding}; check \`encoding\``;
  return (raw) => new Unreadable('RECORD_NOT_TEXT', message, raw);
}

export function wrongCellCount(
  { length }: readonly (string | null)[],
  columns: number,
  isEmptyBehind: boolean,
): Reject {
  const message = `the record has ${length} ${length === 1 ? 'cell' : 'cells'} instead of ${columns}`;
  if (length < columns) return (raw) => new Unreadable('CELLS_TOO_FEW', message, raw);
  const hint = isEmptyBehind ? '; to leave out empty ones at the end, set `cells: trim`' : '';
  return (raw) => new Unreadable('CELLS_TOO_MANY', message + hint, raw);
}

export function blank(): Reject {
  const message =
    'the record has nothing but delimiters and blanks; to skip such records, set `skipBlankRecords`';
  return (raw) => new Unreadable('RECORD_BLANK', message, raw);
}

export function notJson(column: string, why: string): Reject {
  const message = `the cell of ${shown(column)} ${why}`;
  return (raw) => new Unreadable('TEXT_NOT_JSON', message, raw);
}

/** The failure of a read that finds a row at `place`, behind the end of the data. */
export function afterEndOfData(place: string): RowferryError {
  return sourceFailed(
    `${place}: more follows after the line \`\\.\`, which ends the data; keep one table in the file`,
  );
}
