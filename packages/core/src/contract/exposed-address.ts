/** Whether others can read what is sent to an address: it is not encrypted, and leaves this machine. */
export function isExposed({ protocol, hostname }: URL): boolean {
  return protocol === 'http:' && !isLoopback(hostname);
}

const LOOPBACK = /^localhost$|^127(?:\.\d+){3}$|^\[(?:::1|::ffff:7f[\da-f]{2}:[\da-f]{1,4})\]$/;

/**
 * Whether a host, as a URL has it, is this machine: `localhost`, or an address of loopback (RFC 1122, RFC 4291). Who
 * answers for a name below `localhost` is decided by whoever answers for names.
 */
export function isLoopback(host: string): boolean {
  return LOOPBACK.test(host);
}
