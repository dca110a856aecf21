import { settled, type VirtualClock } from '../../world/virtual-clock.ts';

/** Limits how long a whole run may take. */
export interface TimeLimit {
  readonly clock: VirtualClock;
  readonly startedAt: number;
  /** The CPU time that the test process had used at the start, in ms. */
  readonly spentMs: number;
}

const VIRTUAL_MS_MAX = 40 * 86_400_000;
/** CPU time, since elapsed time depends on how busy the machine is. */
const SPENT_MS_MAX = 40_000;
/** Longer than any request may be on its way. */
const AFTERMATH_MS = 400_000;
const AFTERMATH_STEPS = 3000;
/** Turns of the event loop in which something without a timer may still be in progress. */
const IDLE_TURNS_MAX = 100;

export function timeLimit(clock: VirtualClock): TimeLimit {
  return { clock, startedAt: clock.now(), spentMs: spentMs() };
}

/** Advances the clock until `isOver`. Otherwise returns a description of how the process hangs. */
export async function untilOver(
  isOver: () => boolean,
  { clock, startedAt, spentMs: spentBefore }: TimeLimit,
): Promise<string | undefined> {
  for (let idle = 0; ; ) {
    await settled(2);
    if (isOver()) return undefined;
    if (clock.now() - startedAt > VIRTUAL_MS_MAX) return 'has not ended after 40 days';
    if (idle > IDLE_TURNS_MAX) return 'hangs without a timer';
    if (spentMs() - spentBefore > SPENT_MS_MAX) {
      return `has used ${SPENT_MS_MAX / 1000} seconds of CPU time`;
    }
    idle = clock.step() ? 0 : idle + 1;
  }
}

function spentMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** Lets this much time pass. */
export async function waitFor(clock: VirtualClock, ms: number): Promise<void> {
  const until = clock.now() + ms;
  do await settled(2);
  while (clock.step(until));
  clock.moveTo(until);
}

/** Waits longer than anything may be on its way. */
export async function untilQuiet(clock: VirtualClock): Promise<void> {
  const until = clock.now() + AFTERMATH_MS;
  let idle = 0;
  for (let steps = 0; steps < AFTERMATH_STEPS && idle < 3; steps++) {
    await settled(2);
    if (!clock.step(until)) idle++;
  }
}

/** Runs `work` and returns the errors that were not handled meanwhile. */
export async function unhandledIn(work: () => Promise<void>): Promise<string[]> {
  const mishaps: string[] = [];
  const unhandled = (error: unknown) => {
    mishaps.push(`unhandled: ${error instanceof Error ? error.stack : String(error)}`);
  };
  process.on('unhandledRejection', unhandled);
  process.on('uncaughtException', unhandled);
  try {
    await work();
  } finally {
    process.off('unhandledRejection', unhandled);
    process.off('uncaughtException', unhandled);
  }
  return mishaps;
}
