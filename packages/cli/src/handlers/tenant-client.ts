import { type ZuoraClient, zuoraClient } from '@rowferry/zuora';
import type { Environment } from '../environment.ts';
import { Fault, textOf } from '../fault.ts';
import { proxyFrom } from '../proxy.ts';

/** The login that the environment has for a tenant named by its address. */
export function loginFrom(environment: Environment): Readonly<Record<string, string>> {
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

/** A client for the tenant; `owner` is the flag that a wrong option is blamed on. */
export async function clientFrom(
  options: object,
  environment: Environment,
  owner: string,
): Promise<ZuoraClient> {
  const dispatcher = await proxyFrom(environment);
  try {
    // The client checks the options itself.
    return zuoraClient({ ...options, dispatcher } as Parameters<typeof zuoraClient>[0]);
  } catch (error) {
    if (owner === '') throw error;
    const message = textOf(error)
      .replace(/^zuoraClient: /, '')
      .replace('`insecure: true`', '--insecure');
    throw new Fault(`${owner}: ${message}`, { cause: error });
  }
}
