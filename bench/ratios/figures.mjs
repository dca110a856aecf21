import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** How fast one was, as a part of the speed of the other, which did the same records. */
export function speedOf(one, other) {
  checkRecords(one, other);
  return other.seconds / one.seconds;
}

/** The CPU time of one as a multiple of that of the other, which did the same records. */
export function cpuOf(one, other) {
  checkRecords(one, other);
  return one.cpuSeconds / other.cpuSeconds;
}

function checkRecords(one, other) {
  if (one.records === other.records && one.records > 0) return;
  throw new Error(`One subject has moved ${one.records} records, the other ${other.records}.`);
}

/** Calls `work` with the path of a `name` in `folder` that does not exist, and removes what it has left there. */
export async function emptied(folder, work, name = 'output') {
  const path = join(folder, name);
  try {
    return await work(path);
  } finally {
    await rm(path, { recursive: true, force: true });
  }
}

/** As `emptied`, but the path is a folder. */
export function inFolder(folder, work) {
  return emptied(folder, async (path) => {
    await mkdir(path);
    return work(path);
  });
}
