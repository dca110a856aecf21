import { RowferryError } from '../contract/errors.ts';
import type { RunDirectory } from '../run-directory/directory.ts';
import { FIRST_UNSENT_MAX } from './attempt-budget.ts';
import type { Requests } from './requests.ts';

/** Notes in the run's description which tenant the run is for, or rejects as `requireTenant` does. */
export async function checkTenant(
  requests: Requests,
  { path, description, setIdentity }: RunDirectory,
): Promise<void> {
  const identity = await requireTenant(requests, path, description.identity);
  if (identity !== undefined && description.identity === undefined) await setIdentity(identity);
}

/**
 * Returns which tenant the target is, if that can be known. Rejects with `TENANT_CHANGED` if a run worked in
 * another one: nothing that is known of its jobs and records would be true here.
 */
export async function requireTenant(
  { target, send }: Requests,
  runDir: string,
  known: string | undefined,
): Promise<string | undefined> {
  const identity = await send('identity', (options) => target.identity(options), {
    unsentMax: FIRST_UNSENT_MAX,
  });
  if (identity === undefined || known === undefined || identity === known) return identity;
  throw new RowferryError(
    'TENANT_CHANGED',
    `the run in ${runDir} belongs to ${known}, but the target is ${identity} now; continue it with the address and a login of the first one`,
  );
}
