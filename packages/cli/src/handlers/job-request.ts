import { TargetError } from '@rowferry/core';
import type { JobRequest, Namespace, ObjectDefinition } from '@rowferry/zuora';
import { Fault } from '../fault.ts';
import { filterFrom } from './filter.ts';
import type { Tenant, TenantArguments } from './tenant.ts';

export interface CreateArguments extends TenantArguments {
  object: string | undefined;
  operation: 'create' | 'update' | 'delete';
  namespace: Namespace | undefined;
  filter: string[];
  yes: boolean;
}

/** The request for the job that the arguments describe. */
export async function requestFrom(
  { operation, filter, ...args }: CreateArguments,
  tenant: Tenant,
  signal: AbortSignal,
): Promise<JobRequest> {
  const { object = tenant.object, namespace = tenant.namespace } = args;
  if (object === undefined) throw new Fault('--object: name the object of the job');
  const place = { object, ...(namespace !== undefined && { namespace }) };
  if (operation !== 'delete') {
    if (filter.length > 0) throw new Fault('--filter: only a delete job takes filters');
    return { ...place, operation };
  }
  if (filter.length === 0) {
    throw new Fault(
      '--filter: a delete job needs a filter; without one it could apply to every record',
    );
  }
  const definition = await definitionOf(place, tenant, signal);
  return { ...place, operation, filter: filterFrom(filter, definition) };
}

/** `undefined` if this login may not read it, or in the namespace whose objects have none; rejects if there is no such object. */
async function definitionOf(
  { object, namespace }: { readonly object: string; readonly namespace?: Namespace },
  { client }: Tenant,
  signal: AbortSignal,
): Promise<ObjectDefinition | undefined> {
  if (namespace === 'com_zuora') return undefined;
  return await client.definitions.get({ object }, { signal }).catch((error: unknown) => {
    if (error instanceof TargetError && error.failure.meaning === 'lasting') return undefined;
    throw error;
  });
}
