import pg from 'pg';
import { codeOf, isTemporary, mayBeShown, sourceFailed, sourceUnreachable } from './failure.ts';
import type { Parameters } from './parameters.ts';
import type { Server } from './server.ts';

/** The error for a connection that could not be made. */
export function refused(error: unknown, { place, parameters }: Server): Error {
  const why = error instanceof Error ? error.message : String(error);
  if (error instanceof pg.DatabaseError) {
    const failed = isTemporary(error) ? sourceUnreachable : sourceFailed;
    const said = mayBeShown(error) ? `: ${withoutPassword(why, parameters)}` : '';
    return failed(`${place} refuses the connection${said} (${error.code})`);
  }
  if (/client password must be|Password must be/.test(why)) {
    return sourceFailed(`${place} asks ${parameters.user} for a password; set PGPASSWORD`, error);
  }
  if (why === 'The server does not support SSL connections') {
    return sourceFailed(
      `${place} does not support TLS; enable it, or choose another sslmode`,
      error,
    );
  }
  const code = codeOf(error);
  // Codes of TLS are about certificates, which waiting does not change.
  const isOfTls = code !== 'unknown error' && !/^E(?!RR_)/.test(code);
  return (isOfTls ? sourceFailed : sourceUnreachable)(
    `${place} cannot be reached (${code === 'unknown error' ? why : code}); ` +
      'check `connection`, the PG* variables, and that the server runs',
    error,
  );
}

/** A server may repeat what it was sent. */
function withoutPassword(text: string, { password, sslpassword, options }: Parameters): string {
  return [password, sslpassword, options]
    .filter((secret) => secret !== undefined && secret !== '')
    .reduce<string>((hidden, secret) => hidden.replaceAll(String(secret), '…'), text);
}
