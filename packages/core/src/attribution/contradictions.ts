import type { RowOutcome } from '../contract/row-outcome.ts';
import type { ChunkEvidence } from './evidence.ts';
import type { RowNumbering } from './row-numberings.ts';

/**
 * The numberings that one error contradicts: those under which its number names no record, and those
 * under which it names another record than its echo does. An echo that has no sent column, or that
 * fits no record of the chunk, is not evidence.
 */
export function contradictions(
  { row: number, record: echo }: RowOutcome,
  numberings: readonly RowNumbering[],
  { name, match }: ChunkEvidence,
): readonly RowNumbering[] {
  if (number === undefined) return [];
  const named = numberings.map((numbering) => ({ numbering, row: name(number, numbering) }));
  const nowhere = named.filter(({ row }) => row === undefined);
  if (echo === undefined || !match.carriesColumns(echo)) return nowhere.map((one) => one.numbering);
  const misfits = named.filter(({ row }) => row !== undefined && !match.fits(echo, row));
  const fitsNamed = nowhere.length + misfits.length < named.length;
  const isEvidence = misfits.length > 0 && (fitsNamed || fitsAny(match, echo));
  return [...nowhere, ...(isEvidence ? misfits : [])].map((one) => one.numbering);
}

function fitsAny(match: ChunkEvidence['match'], echo: NonNullable<RowOutcome['record']>): boolean {
  for (const _row of match.rowsOf(echo)) return true;
  return false;
}
