import { crc32 } from 'node:zlib';
import { fileWriter } from '../chunks/file-writer.ts';
import type { RowError } from '../contract/target.ts';
import type { Disk } from '../host/disk.ts';
import { linesOf } from '../host/lines.ts';
import { parseExact, stringifyExact } from '../values/exact-json.ts';
import type { ChunkEvidence } from './evidence.ts';
import type { RowNumbering } from './row-numberings.ts';

/** One reading of a job's error list, spooled to disk. */
export interface ErrorList {
  readonly count: number;
  /** Equal for lists with the same errors, in any order. */
  readonly digest: string;
  /** Row numberings that cannot be right for this job. */
  readonly contradicted: ReadonlySet<RowNumbering>;
}

/**
 * Reads a list as it arrives, and compares every row number with the echo of the same error. Opens the
 * chunk at the first error.
 */
export async function spoolErrors(
  items: AsyncIterable<RowError>,
  disk: Disk,
  path: string,
  numberings: readonly RowNumbering[],
  openEvidence: () => Promise<ChunkEvidence>,
): Promise<ErrorList> {
  let evidence: ChunkEvidence | undefined;
  const contradicted = new Set<RowNumbering>();
  const spool = fileWriter(disk, path);
  let count = 0;
  let sum = 0n;
  try {
    for await (const item of items) {
      evidence ??= await openEvidence();
      count++;
      sum += BigInt(crc32(JSON.stringify([item.row, item.code, item.message])));
      for (const numbering of contradictions(item, numberings, evidence))
        contradicted.add(numbering);
      const written = spool.add(`${stringifyExact(item)}\n`);
      if (written !== undefined) await written;
    }
    await spool.finish();
  } finally {
    await spool.abandon();
  }
  return { count, digest: `${count}:${sum}`, contradicted };
}

/** The errors of a list in the order in which they came. */
export async function* spooledErrors(disk: Disk, path: string): AsyncGenerator<RowError> {
  for await (const lines of linesOf(disk.readBlocks(path))) {
    for (const line of lines) yield parseExact(line) as RowError;
  }
}

/**
 * The numberings that one error contradicts: those under which its number names no record, and those
 * under which it names another record than its echo does. An echo that has no sent column, or that
 * fits no record of the chunk, is not evidence.
 */
function contradictions(
  { row: number, record: echo }: RowError,
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

function fitsAny(match: ChunkEvidence['match'], echo: NonNullable<RowError['record']>): boolean {
  for (const _row of match.rowsOf(echo)) return true;
  return false;
}
