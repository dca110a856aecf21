import type { RowError } from '../contract/target.ts';
import type { Refusal } from '../contract/verdict.ts';
import { stringifyExact } from '../values/exact-json.ts';
import type { Echo } from './echo.ts';
import type { ChunkEvidence } from './evidence.ts';
import type { RowErrors } from './row-errors.ts';
import { ROW_NUMBERINGS, type RowNumbering } from './row-numberings.ts';

/** How many echoes are remembered. Equal echoes mark the same rows, so each one marks its rows once. */
const KNOWN_ECHOES_MAX = 1000;

/** The errors of a job, each attributed to its row or to the rows that it may belong to. */
export interface Attributed {
  /** The errors whose row is proven, by row. */
  readonly proven: RowErrors;
  /** How many errors neither a numbering nor an echo attributes to one row. */
  readonly unattributed: number;
  /** Whether an unattributed error may belong to the row, and the row has no proven error. */
  isInDoubt(row: number): boolean;
}

/**
 * Attributes a job's errors to its rows. `possible` contains the row numberings that nothing in the job
 * contradicts; see "How a verdict is proven" in `docs/architecture.md`. If the job had only one row, and
 * no error of its own, every error belongs to this row.
 */
export async function attribute(
  errors: AsyncIterable<RowError>,
  possible: readonly RowNumbering[],
  evidence: ChunkEvidence,
  proven: RowErrors,
  isOnlyRow: boolean,
): Promise<Attributed> {
  const inDoubt = new Uint8Array(evidence.rows.count);
  const knownEchoes = new Map<string, boolean>();
  const { match, rows } = evidence;
  /** Marks the rows that an echo fits as in doubt; returns whether there are any. */
  const markFitting = (echo: Echo): boolean => {
    const key = sentPart(echo, rows.header);
    const known = knownEchoes.get(key);
    if (known !== undefined) return known;
    let fitsAny = false;
    for (const row of match.rowsOf(echo)) {
      inDoubt[row] = 1;
      fitsAny = true;
    }
    if (knownEchoes.size === KNOWN_ECHOES_MAX) knownEchoes.clear();
    knownEchoes.set(key, fitsAny);
    return fitsAny;
  };
  let unattributed = 0;
  let isEveryRowInDoubt = false;
  for await (const error of errors) {
    const found: ErrorRows = isOnlyRow ? { row: 0 } : rowsOfError(error, possible, evidence);
    if (found.row !== undefined) {
      const written = proven.add(found.row, refusal(error, rows.header));
      if (written !== undefined) await written;
      continue;
    }
    unattributed++;
    for (const row of found.named) inDoubt[row] = 1;
    const isFitting = found.echo !== undefined && markFitting(found.echo);
    isEveryRowInDoubt ||= found.named.size === 0 && !isFitting;
  }
  return {
    proven,
    unattributed,
    isInDoubt: (row) => !proven.has(row) && (isEveryRowInDoubt || inDoubt[row] === 1),
  };
}

/** The row to which an error is proven to belong, or the rows that its number names, with its echo. */
type ErrorRows =
  | { readonly row: number }
  | {
      readonly row?: undefined;
      readonly named: ReadonlySet<number>;
      readonly echo: Echo | undefined;
    };

function rowsOfError(
  { row: number, record }: RowError,
  possible: readonly RowNumbering[],
  { name, match }: ChunkEvidence,
): ErrorRows {
  const named = rowsNamed(number, possible, name);
  const [only] = named;
  if (only !== undefined && named.size === 1) return { row: only };
  const echo = record !== undefined && match.carriesColumns(record) ? record : undefined;
  if (named.size > 0) return { named, echo };
  // No possible numbering names a row. If another numbering names one, and the echo fits a different row,
  // then the number or the echo is wrong, and nothing shows which.
  const numbered = rowsNamed(number, ROW_NUMBERINGS, name);
  const [first, second] = echo === undefined ? [] : match.rowsOf(echo);
  const isOneRow = first !== undefined && second === undefined;
  if (isOneRow && (numbered.size === 0 || numbered.has(first))) return { row: first };
  return { named: isOneRow ? numbered : new Set(), echo };
}

function rowsNamed(
  number: number | undefined,
  numberings: readonly RowNumbering[],
  name: ChunkEvidence['name'],
): Set<number> {
  const rows = new Set<number>();
  if (number === undefined) return rows;
  for (const numbering of numberings) {
    const row = name(number, numbering);
    if (row !== undefined) rows.add(row);
  }
  return rows;
}

/** The part of an echo that decides which rows it fits. Ids that the target created differ in each error. */
function sentPart(echo: Echo, header: readonly string[]): string {
  const sent = header.flatMap((name) => (Object.hasOwn(echo, name) ? [name, echo[name]] : []));
  return stringifyExact(sent) ?? '';
}

const BRACKETED = /\[([^[\]]+)\]/g;

/** An error as a result line reports it. It has a column only if the message names exactly one. */
function refusal({ code, message }: RowError, header: readonly string[]): Refusal {
  const columns = new Set<string>();
  if (message?.includes('[')) {
    for (const [, name = ''] of message.matchAll(BRACKETED)) {
      if (header.includes(name)) columns.add(name);
    }
  }
  const [column] = columns;
  return {
    ...(code === undefined ? {} : { code }),
    ...(message === undefined ? {} : { message }),
    ...(column !== undefined && columns.size === 1 ? { column } : {}),
  };
}
