import { isLoopback } from '@rowferry/core/internal';
import type { Dispatcher } from 'undici';
import type { Environment } from './environment.ts';
import { Fault } from './fault.ts';

/**
 * The proxy named in the environment, as a dispatcher for requests. Lower-case names take precedence. What goes to
 * this machine uses no proxy, because it may be sent without encryption.
 */
export async function proxyFrom(environment: Environment): Promise<Dispatcher | undefined> {
  const httpProxy = read(environment, 'http_proxy');
  const httpsProxy = read(environment, 'https_proxy');
  if (httpProxy === undefined && httpsProxy === undefined) return undefined;
  const { Agent, EnvHttpProxyAgent } = await import('undici');
  const direct = new Agent();
  const byEnvironment = new EnvHttpProxyAgent({
    httpProxy: httpProxy ?? '',
    httpsProxy: httpsProxy ?? '',
    noProxy: environment['no_proxy'] ?? environment['NO_PROXY'] ?? '',
  });
  return byEnvironment.compose((dispatch) => (options, handler) => {
    const isHere = isLoopback(new URL(String(options.origin)).hostname);
    return isHere ? direct.dispatch(options, handler) : dispatch(options, handler);
  });
}

function read(environment: Environment, name: string): string | undefined {
  const used = environment[name] ? name : name.toUpperCase();
  const text = environment[used] || undefined;
  if (text === undefined) return undefined;
  // The value may contain a password, so no message repeats it.
  const example = 'http://proxy.example.com:3128';
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol)) {
    throw new Fault(`${used} is not an HTTP address; write it like ${example}`);
  }
  const { username, password } = new URL(text);
  if (!isEncoded(username) || !isEncoded(password)) {
    throw new Fault(`the login in ${used} has a % that begins no character; write %25 for %`);
  }
  return text;
}

function isEncoded(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}
