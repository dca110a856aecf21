import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { sep } from 'node:path';

const DESCRIPTORS = '/proc/self/fd';

/** Only Linux tells a process what it has open; elsewhere the rules that need it are left out. */
export const canSeeOpenFiles: boolean = existsSync(DESCRIPTORS);

/** The descriptors of this process that are open on files in `folder`. */
export function openFilesIn(folder: string): string[] {
  return readdirSync(DESCRIPTORS).filter((descriptor) => {
    try {
      return readlinkSync(`${DESCRIPTORS}/${descriptor}`).startsWith(`${folder}${sep}`);
    } catch {
      // The descriptor that listed the folder is closed by now.
      return false;
    }
  });
}

/** How far the open files of `folder` have been read, in bytes. */
export function bytesReadIn(folder: string): number {
  const positions = openFilesIn(folder).map((descriptor) => {
    const about = readFileSync(`/proc/self/fdinfo/${descriptor}`, 'utf8');
    return Number(/^pos:\s*(\d+)/.exec(about)?.[1] ?? 0);
  });
  return positions.reduce((sum, position) => sum + position, 0);
}
