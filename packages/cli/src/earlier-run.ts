import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { RowferryError, type SourceInput, type Summary, type Target } from '@rowferry/core';
import { changedParts, type Digests, type RunDescription } from '@rowferry/core/internal';
import { retryCommand } from './command-text.ts';
import { counted } from './number-text.ts';
import { readFinished, readStart } from './started-run.ts';

/** Where runs go that are given no directory. */
export const RUNS_FOLDER = '.rowferry';

/** What a run is about to create, and where. */
export interface Work {
  /** What decides its rows and verdicts. */
  readonly digests: Digests;
  /** The digest of the source's identity; absent if that is not known. */
  readonly source: string | undefined;
  readonly target: Target;
}

/** A digest of what a source yields now; `undefined` if the source does not know it, or cannot be read. */
export async function sourceDigest(
  source: SourceInput,
  signal: AbortSignal,
): Promise<string | undefined> {
  if (!('identity' in source) || source.identity === undefined) return undefined;
  // What is wrong with a source is reported when it is read.
  const identity = await source.identity({ signal }).catch(() => undefined);
  return identity && createHash('sha256').update(identity).digest('hex');
}

/**
 * Rejects with `RUN_REPEATED` if a run in the default folder has already created the same records: it
 * ended, by the same migration, in the same tenant, and its source was the same.
 */
export async function refuseRepetition(work: Work, signal: AbortSignal): Promise<void> {
  if (work.target.operation !== 'create' || work.source === undefined) return;
  const earlier = await earlierRun(work, signal);
  if (earlier === undefined) return;
  const { runDir, summary } = earlier;
  const { records, runId, finishedAt } = summary;
  throw new RowferryError(
    'RUN_REPEATED',
    `this migration was already run to its end with the same source: run ${runId} in ${runDir} ended at ${finishedAt} and loaded ${counted(records.loaded, 'record')}. ` +
      `To create them again, add --again; to move only what was rejected: ${retryCommand(runDir)}`,
  );
}

/** The latest of such runs. Of a run that loaded nothing, nothing can be created twice. */
async function earlierRun(
  work: Work,
  signal: AbortSignal,
): Promise<{ readonly runDir: string; readonly summary: Summary } | undefined> {
  const names = await readdir(RUNS_FOLDER).catch(() => []);
  for (const name of names.sort().reverse()) {
    const runDir = join(RUNS_FOLDER, name);
    // Anything else in the folder, or a run of another version, cannot be compared.
    const description = await readStart(runDir).catch(() => undefined);
    if (description === undefined || !isSame(description, work)) continue;
    const summary = await readFinished(runDir, description);
    if (summary === undefined || summary.records.loaded + summary.records.unresolved === 0)
      continue;
    const tenants = [description.identity, await work.target.identity({ signal })];
    const isElsewhere = !tenants.includes(undefined) && tenants[0] !== tenants[1];
    if (!isElsewhere) return { runDir, summary };
  }
  return undefined;
}

/** Whether a run made the same rows of the same records. */
function isSame(
  { digests, source, parent, migration }: RunDescription,
  { digests: now, source: sourceNow }: Work,
): boolean {
  if (parent !== undefined || migration === undefined || source !== sourceNow) return false;
  return changedParts(digests, now).length === 0;
}
