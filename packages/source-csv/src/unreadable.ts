import { Unreadable } from '@rowferry/core';
import { shown } from '@rowferry/core/internal';
import type { Encoding } from './encoding.ts';

export const TEXT_AFTER_QUOTE: Unreadable = new Unreadable(
  'QUOTE_MISPLACED',
  'text follows a closing quote',
);

/** Passes on only the code of an error: the messages of csv-parse quote the record. */
export function brokenQuotes(error: Error, searched = 'anywhere'): Unreadable {
  const code = 'code' in error ? error.code : undefined;
  if (code === 'CSV_QUOTE_NOT_CLOSED') {
    return new Unreadable('QUOTE_NOT_CLOSED', `a quote is not closed ${searched}`);
  }
  if (code === 'CSV_INVALID_CLOSING_QUOTE') {
    return TEXT_AFTER_QUOTE;
  }
  if (code === 'INVALID_OPENING_QUOTE') {
    return new Unreadable('QUOTE_MISPLACED', 'a quote is inside a cell that is not quoted');
  }
  throw error;
}

/** The lines up to and including the one with the closing quote belong to the record as well. */
export function textAfterQuote(linesBelow: number): Unreadable {
  if (linesBelow === 0) return TEXT_AFTER_QUOTE;
  const lines = linesBelow === 1 ? '1 line' : `${linesBelow} lines`;
  const message = `${TEXT_AFTER_QUOTE.rejected.message} ${lines} below; all these lines are skipped`;
  return new Unreadable('QUOTE_MISPLACED', message);
}

export function tooLong(maxRecordBytes: number): Unreadable {
  const message = `the record is longer than ${maxRecordBytes} bytes (maxRecordBytes)`;
  return new Unreadable('RECORD_TOO_LONG', message);
}

export function notText(encoding: Encoding): Unreadable {
  const message = `the record contains bytes that are not valid ${encoding}; check \`encoding\``;
  return new Unreadable('RECORD_NOT_TEXT', message);
}

export function wrongCellCount(cells: number, columns: number): Unreadable {
  const message = `the record has ${cells} ${cells === 1 ? 'cell' : 'cells'} instead of ${columns}`;
  if (cells < columns) return new Unreadable('CELLS_TOO_FEW', message);
  return new Unreadable('CELLS_TOO_MANY', message);
}

export function notJson(column: string, why: string): Unreadable {
  return new Unreadable('TEXT_NOT_JSON', `the cell of ${shown(column)} ${why}`);
}
