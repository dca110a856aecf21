import { existsSync, readdirSync, readlinkSync, realpathSync } from 'node:fs';
import { sep } from 'node:path';

const DESCRIPTORS = '/proc/self/fd';

/**
 * Returns a function for `held`, which counts what this process has open at `path` or within it. Only
 * Linux makes this known; elsewhere it returns `undefined`, and rules that need it are left out.
 */
export function openFiles(path: string): (() => number) | undefined {
  if (!existsSync(DESCRIPTORS)) return undefined;
  return () => {
    const real = realpathSync(path);
    const opened = readdirSync(DESCRIPTORS).map(targetOf);
    return opened.filter((file) => file === real || file?.startsWith(`${real}${sep}`)).length;
  };
}

/** Returns `undefined` for the descriptor that listed the folder, which is closed by now. */
function targetOf(descriptor: string): string | undefined {
  try {
    return readlinkSync(`${DESCRIPTORS}/${descriptor}`);
  } catch {
    return undefined;
  }
}
