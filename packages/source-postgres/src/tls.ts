import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { ConnectionOptions } from 'node:tls';
import { codeOf, sourceFailed } from './failure.ts';
import { defaultFile, type Parameters } from './parameters.ts';

/** One way to connect: with TLS, or without. */
export type Way = ConnectionOptions | false;

/**
 * The ways to connect that `sslmode` allows, in the order in which libpq tries them. As in libpq, a root
 * certificate that is given, or that is in the home directory, is always used, and a socket in the file
 * system needs no TLS.
 */
export async function waysToConnect(parameters: Parameters): Promise<Way[]> {
  const { host = '', sslrootcert } = parameters;
  const mode = parameters.sslmode ?? (sslrootcert === 'system' ? 'verify-full' : 'prefer');
  if (mode === 'disable' || host.startsWith('/')) return [false];
  const tls = await optionsFor(mode, parameters);
  if (mode === 'prefer') return [tls, false];
  return mode === 'allow' ? [false, tls] : [tls];
}

async function optionsFor(
  mode: string,
  { sslrootcert, sslcert, sslkey, sslpassword }: Parameters,
): Promise<ConnectionOptions> {
  const isSystem = sslrootcert === 'system';
  if (isSystem && mode !== 'verify-full') {
    throw sourceFailed(`sslrootcert=system needs sslmode=verify-full, not ${mode}`);
  }
  const ca = isSystem ? undefined : await readGiven('sslrootcert', sslrootcert, 'root.crt');
  if (ca === undefined && !isSystem && mode.startsWith('verify')) {
    throw sourceFailed(
      `sslmode=${mode} needs a root certificate: name its file with sslrootcert, or set ` +
        `sslrootcert=system, or put it into ${defaultFile('root.crt')}`,
    );
  }
  const cert = await readGiven('sslcert', sslcert, 'postgresql.crt');
  const key = cert === undefined ? undefined : await readGiven('sslkey', sslkey, 'postgresql.key');
  return {
    rejectUnauthorized: ca !== undefined || isSystem,
    ...(ca !== undefined && { ca }),
    ...(cert !== undefined && { cert }),
    ...(key !== undefined && { key }),
    ...(sslpassword !== undefined && { passphrase: sslpassword }),
    ...(mode !== 'verify-full' && { checkServerIdentity: () => undefined }),
  };
}

/** Reads the given file, or the default one if it exists. */
async function readGiven(
  name: string,
  given: string | undefined,
  defaultName: string,
): Promise<Buffer | undefined> {
  if (given === undefined && !existsSync(defaultFile(defaultName))) return undefined;
  const path = given ?? defaultFile(defaultName);
  try {
    return await readFile(path);
  } catch (error) {
    throw sourceFailed(`${name}: ${path} cannot be read (${codeOf(error)}); correct it`, error);
  }
}
