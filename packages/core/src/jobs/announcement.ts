import type { World } from '../host/world.ts';
import type { Journal } from '../journal/journal.ts';
import { SLACK_MS, type TargetClock } from './target-clock.ts';

const ANNOUNCEMENTS_MAX = 3;

/** Journals a create just before it is sent. If the disk was slow, it is journaled again with a new time. */
export async function announce(
  chunk: number,
  world: Pick<World, 'elapsed'>,
  journal: Journal,
  clock: TargetClock,
) {
  for (let tries = 1; ; tries++) {
    const at = clock.now();
    const sentAt = world.elapsed();
    await journal.append({ type: 'creating', chunk, at, slackMs: clock.slackMs });
    const isSoon = world.elapsed() - sentAt <= SLACK_MS;
    if (isSoon || tries === ANNOUNCEMENTS_MAX) return { at, sentAt };
    await journal.append({ type: 'uncreated', chunk });
  }
}
