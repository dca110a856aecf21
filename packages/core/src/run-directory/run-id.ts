import { realWorld, type World } from '../host/world.ts';

/** The start time of a run and a random part: ids sort by time, and no two are the same. */
export function newRunId(world: World = realWorld): string {
  const time = new Date(world.now())
    .toISOString()
    .replace(/[-:]|\..*/g, '')
    .replace('T', '-');
  const random = Math.floor(world.random() * 0x1000000)
    .toString(16)
    .padStart(6, '0');
  return `${time}-${random}`;
}
