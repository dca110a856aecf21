import { join } from 'node:path';
import { RowferryError } from '../contract/errors.ts';
import type { World } from '../host/world.ts';

/** The retry of a run, as the directory of that run names it. */
export interface RetryLink {
  readonly runId: string;
  /** Absolute. */
  readonly runDir: string;
}

const LINK = 'retry.json';

/** Returns the retry of a run; `undefined` if there is none. */
export async function readLink(
  { disk }: Pick<World, 'disk'>,
  runDir: string,
): Promise<RetryLink | undefined> {
  if (!(await disk.listFolder(runDir))?.has(LINK)) return undefined;
  const text = Buffer.from(await disk.readFile(join(runDir, LINK))).toString();
  const { runId, runDir: by } = JSON.parse(text) as RetryLink;
  return { runId, runDir: by };
}

/** Durably writes the retry of a run into the directory of that run. */
export async function writeLink(
  { disk }: Pick<World, 'disk'>,
  runDir: string,
  link: RetryLink,
): Promise<void> {
  await disk.replaceFile(join(runDir, LINK), Buffer.from(`${JSON.stringify(link)}\n`));
}

export function retriedAlready(parent: string, { runId, runDir }: RetryLink): RowferryError {
  return new RowferryError(
    'RETRY_REFUSED',
    `${parent} was already retried, by run ${runId} in ${runDir}; resume or retry that run`,
  );
}
