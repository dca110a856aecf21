import { RowferryError } from '../contract/errors.ts';
import type { World } from '../host/world.ts';
import { lastLock, readLock } from './lock-file.ts';

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
