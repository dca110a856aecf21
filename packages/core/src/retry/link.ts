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

/** Returns the retry of a run; `undefined` if there is none. Rejects with `RUN_UNKNOWN` if its file is damaged. */
export async function readLink(
  { disk }: Pick<World, 'disk'>,
  runDir: string,
): Promise<RetryLink | undefined> {
  if (!(await disk.listFolder(runDir))?.has(LINK)) return undefined;
  const path = join(runDir, LINK);
  return parsed(path, Buffer.from(await disk.readFile(path)).toString());
}

function parsed(path: string, text: string): RetryLink {
  let cause: unknown;
  try {
    const value = JSON.parse(text);
    const { runId, runDir } = value ?? {};
    if (typeof runId === 'string' && typeof runDir === 'string') return { runId, runDir };
  } catch (error) {
    cause = error;
  }
  throw new RowferryError(
    'RUN_UNKNOWN',
    `${path} is damaged; restore it from a copy, or write into it {"runId": …, "runDir": …} of the run that retries this one`,
    { cause },
  );
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
