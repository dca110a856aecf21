/** Whether others can read what is sent to an address: it is not encrypted, and leaves this machine. */
export function isExposed({ protocol, hostname }: URL): boolean {
  return protocol === 'http:' && !isLoopback(hostname);
}

/** The names and addresses of the machine itself (RFC 6761, RFC 1122, RFC 4291). */
export function isLoopback(host: string): boolean {
  return /^(?:.+\.)?localhost$|^127(?:\.\d+){3}$|^\[::1\]$/.test(host);
}
