import { resolve } from 'node:path';
import { cleanUpAfter } from '../contract/cleanup.ts';
import { RowferryError } from '../contract/errors.ts';
import type { Spooled } from '../contract/run-info.ts';
import type { World } from '../host/world.ts';
import { requestsTo } from '../jobs/requests.ts';
import { requireTenant } from '../jobs/tenant.ts';
import { readState } from '../journal/read-state.ts';
import { type ParentRun, readDescription } from '../run-directory/description.ts';
import type { RunDirectory } from '../run-directory/directory.ts';
import { type Lock, takeLock } from '../run-directory/lock.ts';
import { absenceProof, type RetryTarget } from './absence-proof.ts';
import { readLink, retriedAlready, writeLink } from './link.ts';
import { spoolRetry } from './spool.ts';
import { takenLines } from './taken.ts';
import { newCount, nothingTaken } from './taken-count.ts';

/** Rejects with `RETRY_REFUSED` if a run cannot be retried: it is not completed, or was already retried. */
export async function checkRetriable(
  world: World,
  runDir: string,
  retryId?: string,
): Promise<void> {
  const link = await readLink(world, runDir);
  if (link !== undefined && link.runId !== retryId) throw retriedAlready(runDir, link);
  const { ended } = await readState(world, runDir);
  if (ended?.status === 'completed') return;
  throw new RowferryError(
    'RETRY_REFUSED',
    `${runDir} still has records without a verdict; resume it to its end, then retry`,
  );
}

/** Runs `work` if a run can be retried, with its lock taken, so that no other retry of it can begin. */
export async function whileRetriable<T>(
  world: World,
  runDir: string,
  retryId: string,
  signal: AbortSignal,
  work: (check: Lock['check']) => Promise<T>,
): Promise<T> {
  const lock = await takeLock(world, runDir, signal);
  let result: T;
  try {
    await checkRetriable(world, runDir, retryId);
    result = await work(lock.check);
  } catch (error) {
    await cleanUpAfter(error, lock.release);
    throw error;
  }
  await lock.release().catch(() => {}); // the lock ends with this process at the latest
  return result;
}

/**
 * Rejects with `RETRY_REFUSED` if a retry would move nothing, and with `TENANT_CHANGED` in another tenant,
 * because a run can be retried only once.
 */
export async function checkTaken(
  parent: ParentRun,
  to: RetryTarget,
  world: World,
  signal: AbortSignal,
): Promise<void> {
  const count = newCount();
  const prove = () => absenceProof(parent, to, world, signal);
  for await (const lines of takenLines(world.disk, parent, prove, count)) {
    if (lines.length === 0) continue;
    const { identity } = await readDescription(world.disk, parent.runDir);
    const { target, jobs, runId } = to;
    const requests = requestsTo(target, jobs, world, signal, { runId });
    await requireTenant(requests, parent.runDir, identity);
    return;
  }
  throw nothingTaken(parent.runDir, count);
}

/** Durably writes the records that a retry moves into its directory. */
export async function prepareRetry(
  directory: RunDirectory,
  parent: ParentRun,
  to: RetryTarget,
  world: World,
  signal: AbortSignal,
  check: Lock['check'],
): Promise<Spooled> {
  const prove = () => absenceProof(parent, to, world, signal);
  const spooled = await spoolRetry(world, parent, directory.path, prove);
  if (spooled.records === 0) throw nothingTaken(parent.runDir, spooled);
  await world.disk.syncFolder(directory.path);
  await check();
  return spooled;
}

/**
 * Durably names a retry in the directory of the run that it retries. Until then another retry of that run may
 * begin; afterwards it is refused.
 */
export async function claimParent(
  { path, description: { runId } }: RunDirectory,
  { runDir }: ParentRun,
  world: World,
  signal: AbortSignal,
): Promise<void> {
  await whileRetriable(world, runDir, runId, signal, async (check) => {
    await check();
    await writeLink(world, runDir, { runId, runDir: resolve(path) });
  });
}
