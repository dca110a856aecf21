import type { EnvHttpProxyAgent } from 'undici';
import type { Environment } from './environment.ts';
import { Fault } from './fault.ts';

/** The proxy named in the environment, as a dispatcher for requests. Lower-case names take precedence. */
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
  // The value may contain a password, so the message does not repeat it.
  if (text !== undefined && !(URL.canParse(text) && /^https?:$/.test(new URL(text).protocol))) {
    const example = 'http://proxy.example.com:3128';
    throw new Fault(`${name.toUpperCase()} is not an HTTP address; write it like ${example}`);
  }
  return text;
}
