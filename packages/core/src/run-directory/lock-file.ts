import { join } from 'node:path';
import { RowferryError } from '../contract/errors.ts';
import type { ProcessMark } from '../host/processes.ts';
import type { World } from '../host/world.ts';

const LOCK = /^lock\.(\d+)$/;
export const RELEASED = 'released\n';

export interface LockFile {
  readonly sizeBytes: number;
  readonly isReleased: boolean;
  /** Absent if the first line was not written to its end. */
  readonly mark: HolderMark | undefined;
}

interface HolderMark extends ProcessMark {
  readonly since: string;
  /** Each holder passes this on: a suspended process may wake at any time. */
  readonly mayWakeOther: boolean;
}

export async function readLock(
  { disk }: World,
  folder: string,
  number: number,
): Promise<LockFile | undefined> {
  if (number === 0) return undefined;
  const text = Buffer.from(await disk.readFile(lockPath(folder, number))).toString();
  return { sizeBytes: text.length, isReleased: text.endsWith(RELEASED), mark: markIn(text) };
}

function markIn(text: string): LockFile['mark'] {
  const [line = ''] = text.split('\n');
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/** The highest number of a lock in the folder; 0 if there is none. */
export async function lastLock({ disk }: World, folder: string): Promise<number> {
  const names = [...((await disk.listFolder(folder)) ?? new Map<string, number>()).keys()];
  return Math.max(0, ...names.map((name) => Number(LOCK.exec(name)?.[1] ?? 0)));
}

export function lockPath(folder: string, number: number): string {
  return join(folder, `lock.${number}`);
}

export async function takenOver(world: World, folder: string): Promise<RowferryError> {
  const mark = (await readLock(world, folder, await lastLock(world, folder)))?.mark;
  const by = mark === undefined ? 'another process' : `process ${mark.pid} on ${mark.host}`;
  return new RowferryError(
    'RUN_LOCKED',
    `${folder} was taken over by ${by}, because this process seemed to have ended`,
  );
}

export function lockGone(path: string): RowferryError {
  const message = `${path} was removed while its process still had the lock; do not remove lock files, then resume`;
  return new RowferryError('RUN_LOCKED', message);
}
