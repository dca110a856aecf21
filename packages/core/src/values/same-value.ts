import { canonicalCell } from './canonical-cell.ts';

/** Whether a value that the target stored is the one of a cell, in any spelling of its number or its time. */
export function sameValue(value: unknown, cell: string): boolean {
  if (value === null || value === undefined) return cell === '';
  const text = String(value);
  return text === cell || (cell !== '' && canonicalCell(text) === canonicalCell(cell));
}
