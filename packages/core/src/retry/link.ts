import { join } from 'node:path';
import { RowferryError } from '../contract/errors.ts';
import type { World } from '../host/world.ts';

/** The run that retries another, as the other's directory names it. */
export interface RetryLink {
  readonly runId: string;
  /** Absolute. */
  readonly runDir: string;
}

const LINK = 'retry.json';

/** Which run was started from what a run refused; `undefined` where none was. */
export async function readLink(
  { disk }: Pick<World, 'disk'>,
  runDir: string,
): Promise<RetryLink | undefined> {
  if (!(await disk.listFolder(runDir))?.has(LINK)) return undefined;
  const text = Buffer.from(await disk.readFile(join(runDir, LINK))).toString();
  const { runId, runDir: by } = JSON.parse(text) as RetryLink;
  return { runId, runDir: by };
}

/** Names the run that retries another in the other's directory, durably. */
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
    `${parent} was retried already, by run ${runId} in ${runDir}; resume or retry that one`,
  );
}
