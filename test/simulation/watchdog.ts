import { settled, type VirtualClock } from './virtual-clock.ts';

/** What a watchdog looks at beside the run itself. */
export interface Watched {
  readonly clock: VirtualClock;
  requests(): number;
  openFiles(): number;
}

export interface Watch<T> {
  /** Absent where the run hung. */
  readonly ended: T | undefined;
  readonly endedAt: number;
  readonly mishaps: readonly string[];
}

const VIRTUAL_MS_MAX = 40 * 86_400_000;
const REAL_MS_MAX = 40_000;
/** Longer than any request may be on its way. */
const AFTERMATH_MS = 400_000;
const AFTERMATH_STEPS = 3000;
/** Turns in which something without a timer may still be going on. */
const IDLE_TURNS_MAX = 100;

/** Moves the clock until the run ends, and some time longer: a run that is over does nothing. */
export async function watch<T>(run: () => Promise<T>, watched: Watched): Promise<Watch<T>> {
  const mishaps: string[] = [];
  const unhandled = (error: unknown) => {
    mishaps.push(`nobody handled ${error instanceof Error ? error.stack : String(error)}`);
  };
  process.on('unhandledRejection', unhandled);
  process.on('uncaughtException', unhandled);
  try {
    const ended = await untilEnd(run(), watched, mishaps);
    const endedAt = watched.clock.now();
    if (ended !== undefined) await aftermath(watched, mishaps);
    return { ended, endedAt, mishaps };
  } finally {
    process.off('unhandledRejection', unhandled);
    process.off('uncaughtException', unhandled);
  }
}

async function untilEnd<T>(
  running: Promise<T>,
  { clock, requests }: Watched,
  mishaps: string[],
): Promise<T | undefined> {
  const [start, realStart] = [clock.now(), Date.now()];
  let ended: T | undefined;
  void running.then((result) => {
    ended = result;
  });
  for (let idle = 0; ; ) {
    await settled(4);
    if (ended !== undefined) return ended;
    const whyHung =
      (clock.now() - start > VIRTUAL_MS_MAX && 'for 40 days') ||
      (Date.now() - realStart > REAL_MS_MAX && `for ${REAL_MS_MAX / 1000} real seconds`) ||
      (idle > IDLE_TURNS_MAX && 'and waits for nothing');
    if (whyHung) {
      const seconds = ((clock.now() - start) / 1000).toFixed(0);
      mishaps.push(`hangs ${whyHung}: ${seconds} s and ${requests()} requests until then`);
      return undefined;
    }
    idle = clock.step() ? 0 : idle + 1;
  }
}

async function aftermath(watched: Watched, mishaps: string[]): Promise<void> {
  const { clock } = watched;
  const [requests, openFiles] = [watched.requests(), watched.openFiles()];
  const until = clock.now() + AFTERMATH_MS;
  let idle = 0;
  for (let steps = 0; steps < AFTERMATH_STEPS && idle < 3; steps++) {
    await settled(2);
    if (!clock.step(until)) idle++;
  }
  const more = watched.requests() - requests;
  if (more > 0) mishaps.push(`${more} requests were sent after the end`);
  if (openFiles > 0) mishaps.push(`${openFiles} files were open at the end`);
}
