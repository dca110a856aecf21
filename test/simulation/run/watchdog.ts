import { settled, type VirtualClock } from '../../world/virtual-clock.ts';

/** How long a whole run may take. */
export interface Patience {
  readonly clock: VirtualClock;
  readonly startedAt: number;
  /** What the process had spent by then, in ms. */
  readonly spentMs: number;
}

const VIRTUAL_MS_MAX = 40 * 86_400_000;
/** Of the processor, which a busy machine gives later and not less of. */
const SPENT_MS_MAX = 40_000;
/** Longer than any request may be on its way. */
const AFTERMATH_MS = 400_000;
const AFTERMATH_STEPS = 3000;
/** Turns in which something without a timer may still be going on. */
const IDLE_TURNS_MAX = 100;

export function patience(clock: VirtualClock): Patience {
  return { clock, startedAt: clock.now(), spentMs: spentMs() };
}

/** Moves the clock until `isOver`; tells how long nothing came of it otherwise. */
export async function untilOver(
  isOver: () => boolean,
  { clock, startedAt, spentMs: spentBefore }: Patience,
): Promise<string | undefined> {
  for (let idle = 0; ; ) {
    await settled(2);
    if (isOver()) return undefined;
    if (clock.now() - startedAt > VIRTUAL_MS_MAX) return 'hangs for 40 days';
    if (idle > IDLE_TURNS_MAX) return 'hangs and waits for nothing';
    if (spentMs() - spentBefore > SPENT_MS_MAX) {
      return `has worked for ${SPENT_MS_MAX / 1000} seconds`;
    }
    idle = clock.step() ? 0 : idle + 1;
  }
}

function spentMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** Lets time pass in which nothing is waited for. */
export async function untilLater(clock: VirtualClock, ms: number): Promise<void> {
  const until = clock.now() + ms;
  do await settled(2);
  while (clock.step(until));
  clock.moveTo(until);
}

/** Some time longer than anything may be on its way. */
export async function untilQuiet(clock: VirtualClock): Promise<void> {
  const until = clock.now() + AFTERMATH_MS;
  let idle = 0;
  for (let steps = 0; steps < AFTERMATH_STEPS && idle < 3; steps++) {
    await settled(2);
    if (!clock.step(until)) idle++;
  }
}

/** Runs `work` and gives what nobody handled meanwhile. */
export async function unhandledIn(work: () => Promise<void>): Promise<string[]> {
  const mishaps: string[] = [];
  const unhandled = (error: unknown) => {
    mishaps.push(`nobody handled ${error instanceof Error ? error.stack : String(error)}`);
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
