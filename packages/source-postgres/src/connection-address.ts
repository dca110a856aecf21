/** User, password, host, port, database, query. */
const ADDRESS =
  /^postgres(?:ql)?:\/\/(?:([^:@/?]*)(?::([^@/?]*))?@)?(\[[^\]]*\]|[^:@/?]*)(?::([^@/?]*))?(?:\/([^?]*))?(?:\?(.*))?$/s;

/** `URL` does not support an address without a host, or with a path as the host. */
export function pairsOfAddress(text: string): [string, string][] {
  const found = ADDRESS.exec(text);
  if (found === null) throw invalidAddress();
  const [, user, password, host, port, dbname = '', query = ''] = found;
  // Otherwise part of a password with a slash would be taken for a port and a database, which are shown.
  if (`${dbname}${query}`.includes('@')) throw invalidAddress();
  const given = query ? query.split('&').map((pair) => pair.split(/=(.*)/s)) : [];
  try {
    return [
      ...Object.entries({ user, password, host: host?.replace(/^\[(.*)\]$/, '$1'), port, dbname }),
      ...given.map(([name = '', value]): [string, string | undefined] => [name, value]),
    ].flatMap(([name, value]) => (value ? [[name, decodeURIComponent(value)]] : []));
  } catch {
    throw invalidAddress();
  }
}

function invalidAddress(): Error {
  return new Error(
    'expected postgres://user:password@host:port/database; write other characters as %40, %2F …',
  );
}
