import { hash } from 'node:crypto';
import { fileWriter } from '../chunks/file-writer.ts';
import { cleanedUp } from '../contract/cleanup.ts';
import type { RowOutcome } from '../contract/row-outcome.ts';
import type { Disk } from '../host/disk.ts';
import { linesOf } from '../host/lines.ts';
import { parseExact } from '../values/parse-exact.ts';
import { stringifyExact } from '../values/stringify-exact.ts';
import { contradictions } from './contradictions.ts';
import { sentPart } from './echo.ts';
import type { ChunkEvidence } from './evidence.ts';
import type { RowNumbering } from './row-numberings.ts';

/** One read of a job's error list, spooled to disk. */
export interface ErrorList {
  readonly count: number;
  /** Equal for lists with the same items, sent columns of echoes included, in any order. */
  readonly digest: string;
  /** Row numberings that cannot be right for this job. */
  readonly contradicted: ReadonlySet<RowNumbering>;
}

/**
 * Reads a list as it arrives, and compares every row number with the echo of the same error. Opens the
 * chunk at the first error.
 */
export async function spoolErrors(
  items: AsyncIterable<RowOutcome>,
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
  const readAll = async () => {
    for await (const item of items) {
      evidence ??= await openEvidence();
      count++;
      sum += hashOf(agreedIn(item, evidence));
      for (const numbering of contradictions(item, numberings, evidence))
        contradicted.add(numbering);
      const written = spool.add(`${stringifyExact(item)}\n`);
      if (written !== undefined) await written;
    }
    await spool.finish();
  };
  await cleanedUp(readAll, spool.abandon);
  return { count, digest: `${count}:${sum}`, contradicted };
}

/**
 * What two readings of a list must agree in. Of an echo only the sent columns count, which decide the rows that
 * it may fit: the target may make other ids and dates each time.
 */
function agreedIn(item: RowOutcome, { rows }: ChunkEvidence): string {
  const { outcome, row, code, message, record } = item;
  const echo = record === undefined ? '' : sentPart(record, rows.header);
  return JSON.stringify([outcome, row, code, message]) + echo;
}

/** 64 bits: the sum of shorter or simpler hashes may stay the same if two items change. */
function hashOf(text: string): bigint {
  return hash('sha256', text, 'buffer').readBigUInt64LE();
}

/** The errors of a list in the order in which they came. */
export async function* spooledErrors(disk: Disk, path: string): AsyncGenerator<RowOutcome> {
  for await (const lines of linesOf(disk.readBlocks(path))) {
    for (const line of lines) yield parseExact(line) as RowOutcome;
  }
}
