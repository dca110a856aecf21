import { access, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import {
  type MigrationFile,
  type RunDescription,
  readDescription,
  realWorld,
  type Summary,
} from '@rowferry/core';
import { codeOf, Fault } from './fault.ts';

/** Reads what the directory of a run says of its start; rejects with `RUN_UNKNOWN`. */
export async function readStart(runDir: string): Promise<RunDescription> {
  return await readDescription(realWorld.disk, runDir);
}

/** The migration file that a run was started from. */
export interface StartedFrom extends MigrationFile {
  /** As messages name it: from the working directory, where it lies below that. */
  readonly shownPath: string;
}

/** Names the migration file of a run. A {@link Fault} tells that there is none, or none any more. */
export async function migrationOf(
  runDir: string,
  { migration }: RunDescription,
): Promise<StartedFrom> {
  if (migration === undefined) {
    throw new Fault(
      `${runDir} holds the run of a program, not of a migration file; that program has to go on with it`,
    );
  }
  const below = relative(process.cwd(), migration.path);
  const shownPath = below.startsWith('..') ? migration.path : below;
  await access(migration.path).catch((error: unknown) => {
    if (codeOf(error) !== 'ENOENT') return; // whoever reads it says what is wrong
    throw new Fault(
      `${shownPath}, the migration file of the run in ${runDir}, is not there any more; bring it back`,
    );
  });
  return { ...migration, shownPath };
}

/** The summary of a run that is over; `undefined` where it is not, or not to the last write. */
export async function readFinished(
  runDir: string,
  { runId }: RunDescription,
): Promise<Summary | undefined> {
  try {
    const summary: Summary = JSON.parse(await readFile(join(runDir, 'summary.json'), 'utf8'));
    return summary.runId === runId && summary.status === 'completed' ? summary : undefined;
  } catch {
    return undefined; // absent, or damaged: the journal knows
  }
}
