import { join } from 'node:path';
import { createAnew, fileWriter } from '../chunks/chunk.ts';
import { lookUp } from '../doubts/look-up.ts';
import { RowferryError } from '../errors.ts';
import type { JobContext } from '../jobs/context.ts';
import { valueFits } from '../merging/echo.ts';
import type { Spooled } from '../plugin.ts';
import { linesOf } from '../run/lines.ts';
import { parseExact, stringifyExact } from '../values/exact-json.ts';
import type { World } from '../world.ts';

/** How it is proven that an unresolved record was not stored; absent where nothing proves it. */
export interface AbsenceProof extends Pick<JobContext, 'attempt' | 'target'> {
  /** A column that the target keeps unique. */
  readonly key: string;
}

/** The file in the directory of a retry that holds the records that it moves. */
export function spoolPath(runDir: string): string {
  return join(runDir, 'retry.jsonl');
}

const UNRESOLVED_AT_A_TIME = 1000;

/**
 * Writes the records of a run that are to be moved again into the directory of its retry, durably:
 * all that were rejected, and of those that are unresolved the ones that are proven absent.
 */
export async function spoolRetry(
  { disk }: World,
  from: { readonly rejected: string; readonly isEdited: boolean; readonly unresolved: string },
  runDir: string,
  proof: AbsenceProof | undefined,
): Promise<Spooled> {
  const spool = fileWriter(disk, spoolPath(runDir));
  const count = { records: 0, withoutRecord: 0, unproven: 0 };
  const take = async ({ at, record }: ResultLine) => {
    count.records++;
    await spool.add(`${stringifyExact({ at, record })}\n`);
  };
  try {
    for await (const lines of resultLines(disk.readBlocks(from.rejected), from.rejected)) {
      for (const line of lines) {
        const isWhole = line.record !== undefined && (from.isEdited || !isLossy(line));
        if (isWhole) await take(line);
        else count.withoutRecord++;
      }
    }
    for await (const lines of resultLines(disk.readBlocks(from.unresolved), from.unresolved)) {
      const absent = proof === undefined ? [] : await absentOf(lines, proof);
      for (const line of absent) await take(line);
      count.unproven += lines.length - absent.length;
    }
    await spool.finish();
    if (count.records === 0) await (await createAnew(disk, spoolPath(runDir))).close();
    return count;
  } finally {
    await spool.abandon();
  }
}

interface ResultLine {
  readonly at: string;
  readonly record?: unknown;
  readonly errors?: readonly { readonly code?: unknown }[];
  readonly key?: string;
}

/** JSON has no NaN and no infinity: the line does not hold the record as it was. */
function isLossy({ errors = [] }: ResultLine): boolean {
  return errors.some(({ code }) => code === 'NUMBER_NOT_FINITE');
}

async function absentOf(
  lines: readonly ResultLine[],
  { key, ...context }: AbsenceProof,
): Promise<ResultLine[]> {
  const keyed = lines.filter((line) => line.key !== undefined && line.key !== '');
  const there = new Set<string>();
  const keys = [...new Set(keyed.map((line) => line.key as string))];
  const refused = await lookUp(key, keys, context, (asked, records) => {
    for (const one of asked) {
      if (records.some((record) => valueFits(record[key], one, undefined))) there.add(one);
    }
  });
  return keyed.filter((line) => !there.has(line.key as string) && !refused.has(line.key as string));
}

/** Rejects with `RETRY_REFUSED` where a line of an edited file is none of a result file. */
export async function checkEdited({ disk }: World, path: string): Promise<void> {
  for await (const _ of resultLines(disk.readBlocks(path), path));
}

async function* resultLines(
  blocks: AsyncIterable<Uint8Array>,
  path: string,
): AsyncGenerator<ResultLine[]> {
  let number = 0;
  for await (const lines of linesOf(closedByLf(blocks))) {
    for (let from = 0; from < lines.length; from += UNRESOLVED_AT_A_TIME) {
      const some = lines.slice(from, from + UNRESOLVED_AT_A_TIME);
      yield some.flatMap((line) => {
        number++;
        return line.trim() === '' ? [] : [parsed(line, number, path)];
      });
    }
  }
}

/** An edited file may lack its last LF. */
async function* closedByLf(blocks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let last = 0x0a;
  for await (const block of blocks) {
    last = block.at(-1) ?? last;
    yield block;
  }
  if (last !== 0x0a) yield Buffer.from('\n');
}

function parsed(line: string, number: number, path: string): ResultLine {
  try {
    const value = parseExact(line) as ResultLine;
    if (typeof value.at === 'string' && isRecord(value.record ?? {})) return value;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw new RowferryError(
    'RETRY_REFUSED',
    `line ${number} of ${path} is no line of a result file: expected one JSON object with \`at\` and \`record\`; correct it, then retry`,
  );
}

function isRecord(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
