import type { Namespace, ZuoraClient } from '@rowferry/zuora';
import type { Environment } from '../environment.ts';
import { Fault, textOf } from '../fault.ts';
import { readMigration } from '../migration/read.ts';
import { isUse } from '../migration/schema.ts';
import { ownModule } from '../migration/short-names.ts';
import { clientFrom, loginFrom } from './tenant-client.ts';

/** The arguments that name the tenant of a command. */
export interface TenantArguments {
  migration: string | undefined;
  'base-url': string | undefined;
  insecure: boolean;
}

/** A tenant, and the object that a migration moves records into. */
export interface Tenant {
  readonly client: ZuoraClient;
  readonly object?: string;
  readonly namespace?: Namespace;
}

export async function tenantFrom(
  { migration, 'base-url': baseUrl, insecure }: TenantArguments,
  environment: Environment,
): Promise<Tenant> {
  if (migration !== undefined && baseUrl !== undefined) {
    throw new Fault('give --migration or --base-url, not both');
  }
  if (insecure && baseUrl === undefined) {
    throw new Fault('--insecure is for --base-url; a migration has `insecure: true` in its target');
  }
  if (migration !== undefined) return await fromMigration(migration, environment);
  if (baseUrl === undefined) throw new Fault('which tenant? Give --migration or --base-url');
  const options = { baseUrl, insecure, ...loginFrom(environment) };
  return { client: await clientFrom(options, environment, '--base-url') };
}

async function fromMigration(path: string, environment: Environment): Promise<Tenant> {
  const { migration, fill, fault } = await readMigration(path);
  const target: unknown = fill(migration.target, ['target'], environment);
  if (!isUse(target) || ownModule('target', target.use)?.module !== '@rowferry/zuora') {
    throw fault(undefined, ['target'], 'this command needs a target with `use: zuora`');
  }
  const { use: _, object, operation: __, namespace, ...options } = target;
  const isNamespace = namespace === 'default' || namespace === 'com_zuora';
  try {
    return {
      client: await clientFrom(options, environment, ''),
      ...(typeof object === 'string' && { object }),
      ...(isNamespace && { namespace }),
    };
  } catch (error) {
    throw fault(error, ['target'], textOf(error));
  }
}
