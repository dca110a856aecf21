import type { JobSettings } from '../contract/job-options.ts';
import type { Target } from '../contract/target.ts';
import type { World } from '../host/world.ts';
import { type Requests, requestsTo } from '../jobs/requests.ts';
import { requireTenant } from '../jobs/tenant.ts';
import { describeTarget } from '../jobs/validate.ts';
import { readState } from '../journal/read-state.ts';
import { type ParentRun, readDescription } from '../run-directory/description.ts';

/** How it is proven that an unresolved record was not stored; absent if nothing proves it. */
export interface AbsenceProof {
  readonly requests: Requests;
  /** A column that the target keeps unique. */
  readonly key: string;
}

/** Finds the proof when it is needed: this may read a definition, and wait. */
export type ProveAbsence = () => Promise<AbsenceProof | undefined>;

/** What a retry needs to ask the target. */
export interface RetryTarget {
  readonly target: Target;
  readonly key?: string | undefined;
  readonly jobs: JobSettings;
  /** The id of the retry. */
  readonly runId: string;
}

/** The proof: a key that the target keeps unique, after a look-up can no longer miss what the run stored. */
export async function absenceProof(
  parent: ParentRun,
  { key, target, jobs, runId }: RetryTarget,
  world: World,
  signal: AbortSignal,
): Promise<AbsenceProof | undefined> {
  const description = await readDescription(world.disk, parent.runDir);
  const { object, operation } = target;
  const isSame =
    operation === 'create' &&
    object === description.object &&
    operation === description.operation &&
    key === description.key;
  if (!isSame || key === undefined || target.find === undefined) return undefined;
  const { ended, records } = await readState(world, parent.runDir);
  if (records.unresolved === 0) return undefined;
  const requests = requestsTo(target, jobs, world, signal, { runId });
  await requireTenant(requests, parent.runDir, description.identity);
  const definition = await describeTarget(requests);
  if (!definition?.columns[key]?.unique) return undefined;
  const over = Date.parse(ended?.at ?? '') + jobs.lookupLagSeconds * 1000;
  if (over > world.now()) await world.sleep(over - world.now(), signal);
  return { key, requests };
}
