import { existsSync, readdirSync, readlinkSync, realpathSync } from 'node:fs';
import { sep } from 'node:path';

const DESCRIPTORS = '/proc/self/fd';

/**
 * Counts, for `held`, what this process has open at `path` or within it. Only Linux tells a process;
 * elsewhere this is `undefined`, and rules that need it are left out.
 */
export function openFiles(path: string): (() => number) | undefined {
  if (!existsSync(DESCRIPTORS)) return undefined;
  return () => {
    const real = realpathSync(path);
    const opened = readdirSync(DESCRIPTORS).map(targetOf);
    return opened.filter((file) => file === real || file?.startsWith(`${real}${sep}`)).length;
  };
}

/** The descriptor that listed the folder is closed by the time at which it is looked at. */
function targetOf(descriptor: string): string | undefined {
  try {
    return readlinkSync(`${DESCRIPTORS}/${descriptor}`);
  } catch {
    return undefined;
  }
}
