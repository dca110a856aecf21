import { access, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { realWorld, type Summary } from '@rowferry/core';
import { type MigrationFile, type RunDescription, readDescription } from '@rowferry/core/internal';
import { codeOf, Fault } from './fault.ts';

/** Reads the description of a run from its directory; rejects with `RUN_UNKNOWN`. */
export async function readStart(runDir: string): Promise<RunDescription> {
  return await readDescription(realWorld.disk, runDir);
}

/** The migration file that a run was started from. */
export interface StartedFrom extends MigrationFile {
  /** The path for messages: relative to the working directory if the file is below it. */
  readonly shownPath: string;
}

/** Finds the migration file of a run. Throws a {@link Fault} if the run has none, or it no longer exists. */
export async function migrationOf(
  runDir: string,
  { migration }: RunDescription,
): Promise<StartedFrom> {
  if (migration === undefined) {
    throw new Fault(
      `the run in ${runDir} was started by a program, without a migration file; continue it in that program`,
    );
  }
  const below = relative(process.cwd(), migration.path);
  const shownPath = below.startsWith('..') ? migration.path : below;
  await access(migration.path).catch((error: unknown) => {
    if (codeOf(error) !== 'ENOENT') return; // the code that reads the file reports other errors
    throw new Fault(
      `${shownPath}, the migration file of the run in ${runDir}, no longer exists; restore it`,
    );
  });
  return { ...migration, shownPath };
}

/** The summary of a finished run; `undefined` if the run is not finished, or its summary is not written. */
export async function readFinished(
  runDir: string,
  { runId }: RunDescription,
): Promise<Summary | undefined> {
  try {
    const summary: Summary = JSON.parse(await readFile(join(runDir, 'summary.json'), 'utf8'));
    return summary.runId === runId && summary.status === 'completed' ? summary : undefined;
  } catch {
    return undefined; // missing or damaged: the journal decides
  }
}
