import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { sep } from 'node:path';

/** How many bytes of its open files in `folder` this process has read. Only Linux shows this. */
export function bytesReadIn(folder: string): number {
  return readdirSync('/proc/self/fd')
    .map((descriptor) => positionIn(folder, descriptor))
    .reduce((sum, position) => sum + position, 0);
}

function positionIn(folder: string, descriptor: string): number {
  try {
    if (!readlinkSync(`/proc/self/fd/${descriptor}`).startsWith(`${folder}${sep}`)) return 0;
    const about = readFileSync(`/proc/self/fdinfo/${descriptor}`, 'utf8');
    return Number(/^pos:\s*(\d+)/.exec(about)?.[1] ?? 0);
  } catch {
    // The descriptor that listed the folder is already closed.
    return 0;
  }
}
