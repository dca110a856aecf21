import { homedir, userInfo } from 'node:os';
import { join } from 'node:path';

/** The parameters of a connection that are understood, as libpq names them. */
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

/** Environment variables that libpq reads, each for one parameter. */
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

/** Those of `parameters` that say something, over those of the environment, over the defaults. */
export function withEnvironment(
  parameters: Parameters,
  environment: Readonly<Record<string, string | undefined>>,
): Parameters & { readonly host: string; readonly user: string; readonly dbname: string } {
  const found: Record<string, string> = {};
  for (const name of PARAMETERS) {
    const variable = VARIABLES[name];
    const value = parameters[name] || (variable && environment[variable]);
    if (value) found[name] = value;
  }
  const user = found['user'] ?? userInfo().username;
  return { host: 'localhost', dbname: user, ...found, user };
}

/** Where libpq keeps certificates that nobody names. */
export function personalFile(name: string): string {
  return join(homedir(), '.postgresql', name);
}
