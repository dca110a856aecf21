import { join } from 'node:path';
import { fileWriter, recreateFile } from '../chunks/file-writer.ts';
import { cleanedUp } from '../contract/cleanup.ts';
import type { Spooled } from '../contract/run-info.ts';
import type { World } from '../host/world.ts';
import type { ParentRun } from '../run-directory/description.ts';
import { stringifyExact } from '../values/stringify-exact.ts';
import type { ProveAbsence } from './absence-proof.ts';
import { takenLines } from './taken.ts';
import { newCount } from './taken-count.ts';

/** The file in the directory of a retry that contains the records that it moves. */
export function spoolPath(runDir: string): string {
  return join(runDir, 'retry.jsonl');
}

/** Durably writes the records of a run that are moved again into the directory of its retry. */
export async function spoolRetry(
  { disk }: World,
  parent: ParentRun,
  runDir: string,
  prove: ProveAbsence,
): Promise<Spooled> {
  const spool = fileWriter(disk, spoolPath(runDir));
  const count = newCount();
  const write = async () => {
    for await (const lines of takenLines(disk, parent, prove, count)) {
      for (const { at, record } of lines) await spool.add(`${stringifyExact({ at, record })}\n`);
    }
    await spool.finish();
    if (count.records === 0) await (await recreateFile(disk, spoolPath(runDir))).close();
    return count;
  };
  return await cleanedUp(write, spool.abandon);
}
