import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type RequestOptions,
  RowferryError,
  type SourceInput,
  type Summary,
  type Target,
} from '@rowferry/core';
import { digestOf, type RunDescription } from '@rowferry/core/internal';
import { retryCommand } from './command-text.ts';
import { counted } from './number-text.ts';
import { readFinished, readStart } from './started-run.ts';

/** Where runs go that are given no directory. */
export const RUNS_FOLDER = '.rowferry';

/** What a source yields now; `undefined` if the source does not know it, or cannot be read. */
export async function identityOf(
  source: SourceInput,
  signal: AbortSignal,
): Promise<string | undefined> {
  if (!('identity' in source) || source.identity === undefined) return undefined;
  // What is wrong with a source is reported when it is read.
  return await source.identity({ signal }).catch(() => undefined);
}

/**
 * Rejects with `RUN_REPEATED` if a run in the default folder has already created records from the same source:
 * it ended, and object and tenant were the same. Whether it made the same rows of them does not matter: a
 * record that is created with another column is created twice. `identity` is that of the source.
 */
export async function refuseRepetition(
  identity: string | undefined,
  target: Target,
  request: RequestOptions,
): Promise<void> {
  if (target.operation !== 'create' || identity === undefined) return;
  const earlier = await earlierRun(identity, target, request);
  if (earlier === undefined) return;
  const { runDir, summary } = earlier;
  const { object, records, runId, finishedAt } = summary;
  throw new RowferryError(
    'RUN_REPEATED',
    `${object} records were already created from the same source: run ${runId} in ${runDir} ended at ${finishedAt} and loaded ${counted(records.loaded, 'record')}. ` +
      'If this run creates those of another part of the source, or the same ones once more, add --again; ' +
      `to move only what was rejected: ${retryCommand(runDir)}`,
  );
}

/** The latest of such runs. Of a run that loaded nothing, nothing can be created twice. */
async function earlierRun(
  identity: string,
  target: Target,
  request: RequestOptions,
): Promise<{ readonly runDir: string; readonly summary: Summary } | undefined> {
  const names = await readdir(RUNS_FOLDER).catch(() => []);
  for (const name of names.sort().reverse()) {
    const runDir = join(RUNS_FOLDER, name);
    // Anything else in the folder, or a run of another version, cannot be compared.
    const description = await readStart(runDir).catch(() => undefined);
    if (description === undefined || !hasCreated(description, identity, target)) continue;
    const summary = await readFinished(runDir, description);
    if (summary === undefined || summary.records.loaded + summary.records.unresolved === 0)
      continue;
    const tenants = [description.identity, await target.identity(request)];
    const isElsewhere = !tenants.includes(undefined) && tenants[0] !== tenants[1];
    if (!isElsewhere) return { runDir, summary };
  }
  return undefined;
}

function hasCreated(run: RunDescription, identity: string, { object }: Target): boolean {
  const isSame = run.operation === 'create' && run.object === object;
  return isSame && run.source === digestOf(identity, run.runId);
}
