import { spawnSync } from 'node:child_process';

/** The words that start a command in a container of its own; absent where this machine refuses. */
export const CONTAINER: readonly string[] | undefined = [[], ['--user', '--map-root-user']]
  .map((words) => ['unshare', ...words, '--pid', '--fork', '--mount-proc'])
  .find(([name = '', ...words]) => spawnSync(name, [...words, 'true']).status === 0);
