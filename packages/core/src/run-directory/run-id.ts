import { realWorld, type World } from '../host/world.ts';

/** The time a run was started, and some chance: sorts by time, and no two are alike. */
export function newRunId(world: World = realWorld): string {
  const time = new Date(world.now())
    .toISOString()
    .replace(/[-:]|\..*/g, '')
    .replace('T', '-');
  const chance = Math.floor(world.random() * 0x1000000)
    .toString(16)
    .padStart(6, '0');
  return `${time}-${chance}`;
}
