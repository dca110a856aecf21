import { access } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { realWorld, type Summary } from '@rowferry/core';
import {
  claimRunDirectory,
  type MigrationFile,
  type RunDescription,
  readDescription,
} from '@rowferry/core/internal';
import { codeOf, Fault } from './fault.ts';

/** Reads the description of a run from its directory; rejects with `RUN_UNKNOWN`. */
export async function readStart(runDir: string): Promise<RunDescription> {
  return await readDescription(realWorld.disk, runDir);
}

/** What `run.json` says of the migration file of a run that starts. */
export function migrationFile(path: string, runDir: string): MigrationFile {
  return { path: resolve(path), relative: relative(resolve(runDir), resolve(path)) };
}

/** Rejects with `RUN_FOREIGN` if another user owns the directory of a run, or something in it. */
export async function claimRun(runDir: string): Promise<void> {
  await claimRunDirectory(realWorld.disk, runDir);
}

/**
 * Finds the migration file of a run, and returns its path: relative to the working directory if the file is
 * below it. Throws a {@link Fault} if the run has none, or it no longer exists, and rejects with `RUN_FOREIGN` before
 * a file is looked for that another user has named.
 */
export async function migrationOf(runDir: string, { migration }: RunDescription): Promise<string> {
  if (migration === undefined) {
    throw new Fault(
      `the run in ${runDir} was started by a program, without a migration file; continue it in that program`,
    );
  }
  await claimRun(runDir);
  for (const path of [migration.path, resolve(runDir, migration.relative)]) {
    if (!(await isMissing(path))) return shown(path);
  }
  throw new Fault(
    `${shown(migration.path)}, the migration file of the run in ${runDir}, no longer exists; restore it`,
  );
}

function shown(path: string): string {
  const below = relative(process.cwd(), path);
  return below.startsWith('..') ? path : below;
}

/** The code that reads a file reports all other errors. */
async function isMissing(path: string): Promise<boolean> {
  return await access(path).then(
    () => false,
    (error: unknown) => codeOf(error) === 'ENOENT',
  );
}

/** The summary of a finished run; `undefined` if the run is not finished, or its summary is not written. */
export async function readFinished(
  runDir: string,
  { runId }: RunDescription,
): Promise<Summary | undefined> {
  try {
    const bytes = await realWorld.disk.readFile(join(runDir, 'summary.json'));
    const summary: Summary = JSON.parse(Buffer.from(bytes).toString());
    return summary.runId === runId && summary.status === 'completed' ? summary : undefined;
  } catch {
    return undefined; // missing, damaged, or no file: the journal decides
  }
}
