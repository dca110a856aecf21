import { join } from 'node:path';
import { createAnew, fileWriter } from '../chunks/chunk.ts';
import { lookUp } from '../doubts/look-up.ts';
import type { JobContext } from '../jobs/context.ts';
import { valueFits } from '../merging/echo.ts';
import type { Spooled } from '../plugin.ts';
import { stringifyExact } from '../values/exact-json.ts';
import type { World } from '../world.ts';
import { editedLines } from './edited.ts';
import { type ResultLine, resultLines } from './result-lines.ts';

/** How it is proven that an unresolved record was not stored; absent where nothing proves it. */
export interface AbsenceProof extends Pick<JobContext, 'attempt' | 'target'> {
  /** A column that the target keeps unique. */
  readonly key: string;
}

/** The file in the directory of a retry that holds the records that it moves. */
export function spoolPath(runDir: string): string {
  return join(runDir, 'retry.jsonl');
}

/**
 * Writes the records of a run that are to be moved again into the directory of its retry, durably:
 * all that were rejected, and of those that are unresolved the ones that are proven absent.
 */
export async function spoolRetry(
  { disk }: World,
  from: { readonly rejected: string; readonly edited?: string; readonly unresolved: string },
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
    const { rejected, edited } = from;
    const isEdited = edited !== undefined;
    const all = isEdited ? editedLines(disk, edited, rejected) : resultLines(disk, rejected);
    for await (const lines of all) {
      for (const { line } of lines) {
        const isWhole = line.record !== undefined && (isEdited || !isLossy(line));
        if (isWhole) await take(line);
        else count.withoutRecord++;
      }
    }
    for await (const numbered of resultLines(disk, from.unresolved)) {
      const lines = numbered.map(({ line }) => line);
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
