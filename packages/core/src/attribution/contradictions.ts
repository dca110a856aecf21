import type { RowOutcome } from '../contract/row-outcome.ts';
import type { Echo } from './echo.ts';
import type { ChunkEvidence } from './evidence.ts';
import type { RowNumbering } from './row-numberings.ts';

/**
 * The numberings that one error contradicts: those under which its number names no record, and those
 * under which it names a record that its echo cannot be of. An echo that has no sent column, or that
 * may fit no record of the chunk, is not evidence.
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
  // In most chunks all numberings name the same row.
  const fitting = new Map<number, boolean>();
  for (const { row } of named) {
    if (row !== undefined && !fitting.has(row)) fitting.set(row, match.mayFit(echo, row));
  }
  const misfits = named.filter(({ row }) => row !== undefined && !fitting.get(row));
  const fitsNamed = [...fitting.values()].includes(true);
  const isEvidence = misfits.length > 0 && (fitsNamed || mayFitAny(echo, match));
  return [...nowhere, ...(isEvidence ? misfits : [])].map((one) => one.numbering);
}

/** An echo that too many rows may fit to compare them counts as evidence: then nothing is proven by the number. */
function mayFitAny(echo: Echo, match: ChunkEvidence['match']): boolean {
  return match.find(echo).groups?.length !== 0;
}
