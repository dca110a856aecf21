import type { RowError } from '../contract/target.ts';
import type { Refusal } from '../contract/verdict.ts';
import { stringifyExact } from '../values/exact-json.ts';
import type { Echo } from './echo.ts';
import type { ChunkEvidence } from './evidence.ts';
import type { RowErrors } from './row-errors.ts';
import { ROW_NUMBERINGS, type RowNumbering } from './row-numberings.ts';

/** Equal echoes mark the same rows: so many are remembered, and each marks its rows once. */
const KNOWN_ECHOES_MAX = 1000;

/** Each error of a job brought back to its row, or to the rows that it may mean. */
export interface Attributed {
  /** The errors that are proven, by row. */
  readonly proven: RowErrors;
  /** Errors that no numbering and no echo attributes. */
  readonly unattributed: number;
  /** Whether an unattributed error may mean the row. */
  isInDoubt(row: number): boolean;
}

/**
 * Brings a job's errors back to its rows. `possible` are the row numberings that nothing in the job
 * contradicts; see "How a verdict is proven" in `docs/architecture.md`. Where the job had only one
 * row, and no error of its own, every error is of this row.
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
    let isAny = false;
    for (const row of match.rowsOf(echo)) {
      inDoubt[row] = 1;
      isAny = true;
    }
    if (knownEchoes.size === KNOWN_ECHOES_MAX) knownEchoes.clear();
    knownEchoes.set(key, isAny);
    return isAny;
  };
  let unattributed = 0;
  let isAnyInDoubt = false;
  for await (const error of errors) {
    const meant: Meant = isOnlyRow ? { row: 0 } : meantBy(error, possible, evidence);
    if (meant.row !== undefined) {
      const written = proven.add(meant.row, refusal(error, rows.header));
      if (written !== undefined) await written;
      continue;
    }
    unattributed++;
    for (const row of meant.named) inDoubt[row] = 1;
    const isFitting = meant.echo !== undefined && markFitting(meant.echo);
    isAnyInDoubt ||= meant.named.size === 0 && !isFitting;
  }
  return {
    proven,
    unattributed,
    isInDoubt: (row) => !proven.has(row) && (isAnyInDoubt || inDoubt[row] === 1),
  };
}

/** The row that an error is proven to mean, or those that it may mean: named, or fitting its echo. */
type Meant =
  | { readonly row: number }
  | {
      readonly row?: undefined;
      readonly named: ReadonlySet<number>;
      readonly echo: Echo | undefined;
    };

function meantBy(
  { row: number, record }: RowError,
  possible: readonly RowNumbering[],
  { name, match }: ChunkEvidence,
): Meant {
  const named = rowsNamed(number, possible, name);
  const [only] = named;
  if (only !== undefined && named.size === 1) return { row: only };
  const echo = record !== undefined && match.carriesColumns(record) ? record : undefined;
  if (named.size > 0) return { named, echo };
  // No numbering is possible. If the number still names a record, and the echo fits another one, one of
  // the two is wrong, and nothing shows which.
  const claimed = rowsNamed(number, ROW_NUMBERINGS, name);
  const [first, second] = echo === undefined ? [] : match.rowsOf(echo);
  const isOneRow = first !== undefined && second === undefined;
  if (isOneRow && (claimed.size === 0 || claimed.has(first))) return { row: first };
  return { named: isOneRow ? claimed : new Set(), echo };
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

/** What of an echo decides which rows it fits: ids that the target made differ from error to error. */
function sentPart(echo: Echo, header: readonly string[]): string {
  const sent = header.flatMap((name) => (Object.hasOwn(echo, name) ? [name, echo[name]] : []));
  return stringifyExact(sent) ?? '';
}

const BRACKETED = /\[([^[\]]+)\]/g;

/** What a result line says of an error; the column only where the message names just one. */
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
