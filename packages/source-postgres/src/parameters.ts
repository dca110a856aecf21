import { homedir, userInfo } from 'node:os';
import { join } from 'node:path';
import { sourceFailed } from './failure.ts';

/** The supported parameters of a connection, as libpq names them. */
export const PARAMETERS = [
  'host',
  'port',
  'dbname',
  'user',
  'password',
  'application_name',
  'connect_timeout',
  'options',
  'channel_binding',
  'sslmode',
  'sslrootcert',
  'sslcert',
  'sslkey',
  'sslpassword',
] as const;

export type Parameters = Readonly<Partial<Record<(typeof PARAMETERS)[number], string>>>;

/** The environment variable of libpq for each parameter. */
const VARIABLES: Parameters = {
  host: 'PGHOST',
  port: 'PGPORT',
  dbname: 'PGDATABASE',
  user: 'PGUSER',
  password: 'PGPASSWORD',
  application_name: 'PGAPPNAME',
  connect_timeout: 'PGCONNECT_TIMEOUT',
  options: 'PGOPTIONS',
  channel_binding: 'PGCHANNELBINDING',
  sslmode: 'PGSSLMODE',
  sslrootcert: 'PGSSLROOTCERT',
  sslcert: 'PGSSLCERT',
  sslkey: 'PGSSLKEY',
};

/**
 * Variables that would change where a connection leads, whom it trusts, or what its server returns. Each
 * has a list of values that change nothing.
 */
const UNSUPPORTED: Readonly<Record<string, readonly string[]>> = {
  PGHOSTADDR: [],
  PGSERVICE: [],
  PGREQUIREAUTH: [],
  PGREQUIREPEER: [],
  PGSSLCRL: [],
  PGSSLCRLDIR: [],
  PGTARGETSESSIONATTRS: ['any'],
  PGREQUIRESSL: ['0'],
  PGSSLNEGOTIATION: ['postgres'],
  PGSSLCERTMODE: ['allow'],
  PGSSLMINPROTOCOLVERSION: ['TLSv1', 'TLSv1.1', 'TLSv1.2'],
  PGSSLMAXPROTOCOLVERSION: ['TLSv1.3'],
  PGGSSENCMODE: ['disable', 'prefer'],
};

const SSL_MODES = ['disable', 'allow', 'prefer', 'require', 'verify-ca', 'verify-full'];

/** Throws an `Error` for what is not supported, rather than ignore it silently. */
export function checkParameters(parameters: Parameters): void {
  const { host = '', port = '', sslmode, channel_binding, connect_timeout } = parameters;
  if (/,/.test(host + port)) throw new Error('more than one host is not supported; name one');
  if (port !== '' && !/^\d{1,5}$/.test(port)) throw new Error('`port` is not a number');
  if (sslmode !== undefined && !SSL_MODES.includes(sslmode)) {
    throw new Error(`\`sslmode\` is not one of ${SSL_MODES.join(', ')}`);
  }
  if (connect_timeout !== undefined && !/^\d{1,6}$/.test(connect_timeout)) {
    throw new Error('`connect_timeout` is not a number of seconds');
  }
  if (channel_binding === 'require') {
    throw new Error('`channel_binding=require` is not supported; use `sslmode=verify-full`');
  }
}

/** Fills in missing or empty `parameters` from the environment. */
export function withVariables(
  parameters: Parameters,
  environment: Readonly<Record<string, string | undefined>>,
): Parameters {
  const found: Record<string, string> = {};
  for (const name of PARAMETERS) {
    const variable = VARIABLES[name];
    const value = parameters[name] || (variable && environment[variable]);
    if (value) found[name] = value;
  }
  return found;
}

/** Does so, then fills in the defaults. */
export function withEnvironment(
  parameters: Parameters,
  environment: Readonly<Record<string, string | undefined>>,
): Parameters & { readonly host: string; readonly user: string; readonly dbname: string } {
  const found = withVariables(parameters, environment);
  for (const [variable, harmless] of Object.entries(UNSUPPORTED)) {
    if (!environment[variable] || harmless.includes(environment[variable])) continue;
    throw sourceFailed(`The PG* variables: ${variable} is not supported; unset it`);
  }
  try {
    checkParameters(found);
  } catch (error) {
    throw sourceFailed(`The PG* variables: ${error instanceof Error ? error.message : error}`);
  }
  const user = found.user ?? userInfo().username;
  return { host: 'localhost', dbname: user, ...found, user };
}

/** The path of a file that libpq uses by default, such as a certificate. */
export function defaultFile(name: string): string {
  return join(homedir(), '.postgresql', name);
}
