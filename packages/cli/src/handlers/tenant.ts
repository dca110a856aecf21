import { type Namespace, type ZuoraClient, zuoraClient } from '@rowferry/zuora';
import type { Environment } from '../environment.ts';
import { Fault, textOf } from '../fault.ts';
import { readMigration } from '../migration/read.ts';
import { isUse } from '../migration/schema.ts';
import { proxyFrom } from '../network.ts';

/** The arguments that name the tenant of a command. */
export interface TenantArguments {
  migration: string | undefined;
  'base-url': string | undefined;
}

/** A tenant, and the object that a migration moves records into. */
export interface Tenant {
  readonly client: ZuoraClient;
  readonly object?: string;
  readonly namespace?: Namespace;
}

export async function tenantFrom(
  { migration, 'base-url': baseUrl }: TenantArguments,
  environment: Environment,
): Promise<Tenant> {
  if (migration !== undefined && baseUrl !== undefined) {
    throw new Fault('give --migration or --base-url, not both');
  }
  if (migration !== undefined) return await fromMigration(migration, environment);
  if (baseUrl === undefined) throw new Fault('which tenant? Give --migration or --base-url');
  const options = { baseUrl, ...loginFrom(environment) };
  return { client: await clientFrom(options, environment, '--base-url') };
}

function loginFrom(environment: Environment): Readonly<Record<string, string>> {
  const {
    ZUORA_TOKEN: token,
    ZUORA_CLIENT_ID: clientId,
    ZUORA_CLIENT_SECRET: clientSecret,
  } = environment;
  if (token) return { token };
  if (clientId && clientSecret) return { clientId, clientSecret };
  throw new Fault(
    '--base-url needs ZUORA_CLIENT_ID and ZUORA_CLIENT_SECRET, or ZUORA_TOKEN, in the environment',
  );
}

async function fromMigration(path: string, environment: Environment): Promise<Tenant> {
  const { migration, fill, fault } = await readMigration(path);
  const target: unknown = fill(migration.target, ['target'], environment);
  if (!isUse(target) || !['zuora', '@rowferry/zuora'].includes(target.use)) {
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

async function clientFrom(
  options: object,
  environment: Environment,
  owner: string,
): Promise<ZuoraClient> {
  const dispatcher = await proxyFrom(environment);
  try {
    // The client checks the options itself.
    return zuoraClient({ ...options, dispatcher } as Parameters<typeof zuoraClient>[0]);
  } catch (error) {
    const message = textOf(error).replace(/^zuoraClient: /, '');
    throw owner === '' ? error : new Fault(`${owner}: ${message}`, { cause: error });
  }
}
