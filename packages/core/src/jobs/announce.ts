import { present } from '../contract/assert.ts';
import type { World } from '../host/world.ts';
import type { Journal } from '../journal/journal.ts';
import type { RunState } from '../journal/run-state.ts';
import type { LostCreate } from './lost-create.ts';
import type { LostCreates } from './lost-creates.ts';
import { SLACK_MS, type TargetClock } from './target-clock.ts';

/** What announcing a create needs. */
interface AnnounceParts {
  readonly world: Pick<World, 'elapsed'>;
  readonly journal: Journal;
  readonly clock: TargetClock;
  readonly lost: LostCreates;
}

const ANNOUNCEMENTS_MAX = 3;

/** Journals a create just before it is sent. If the disk was slow, it is journaled again with a new time. */
export async function announce(
  chunk: number,
  { world, journal, clock, lost }: AnnounceParts,
): Promise<Pick<LostCreate, 'number' | 'chunk' | 'at' | 'sentAt'>> {
  for (let attempts = 1; ; attempts++) {
    const at = clock.now();
    const sentAt = world.elapsed();
    const { slackMs } = clock;
    await journal.append({
      ...{ type: 'creating', chunk, at, slackMs, isLoginKnown: lost.knowsLogin },
    });
    const isSoon = world.elapsed() - sentAt <= SLACK_MS;
    if (isSoon || attempts === ANNOUNCEMENTS_MAX) {
      return { number: numberOf(chunk, journal.state), chunk, at, sentAt };
    }
    await journal.append({ type: 'uncreated', chunk });
  }
}

/** The number of the chunk's last create. */
function numberOf(chunk: number, { creates }: RunState): number {
  const last = creates.findLast((one) => one.chunk === chunk);
  return present(last, 'the create that was journaled').number;
}
