import type { EnvHttpProxyAgent } from 'undici';
import type { Environment } from './environment.ts';
import { Fault } from './fault.ts';

/** The proxy that the environment names, as a dispatcher for the target; lower case comes first. */
export async function proxyFrom(environment: Environment): Promise<EnvHttpProxyAgent | undefined> {
  const httpProxy = read(environment, 'http_proxy');
  const httpsProxy = read(environment, 'https_proxy');
  if (httpProxy === undefined && httpsProxy === undefined) return undefined;
  const { EnvHttpProxyAgent } = await import('undici');
  return new EnvHttpProxyAgent({
    httpProxy: httpProxy ?? '',
    httpsProxy: httpsProxy ?? '',
    noProxy: environment['no_proxy'] ?? environment['NO_PROXY'] ?? '',
  });
}

function read(environment: Environment, name: string): string | undefined {
  const text = environment[name] || environment[name.toUpperCase()] || undefined;
  // The value may hold a password, so the message does not repeat it.
  if (text !== undefined && !(URL.canParse(text) && /^https?:$/.test(new URL(text).protocol))) {
    const example = 'http://proxy.example.com:3128';
    throw new Fault(`${name.toUpperCase()} is no http address; write it like ${example}`);
  }
  return text;
}
