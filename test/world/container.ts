import { spawnSync } from 'node:child_process';

/** The command that starts another one in its own container; `undefined` if this machine forbids it. */
export const CONTAINER: readonly string[] | undefined = [[], ['--user', '--map-root-user']]
  .map((flags) => ['unshare', ...flags, '--pid', '--fork', '--mount-proc'])
  .find(([name = '', ...args]) => spawnSync(name, [...args, 'true']).status === 0);
