import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DEFAULT_CLIENT, startSimulator } from '@rowferry/simulator';
import { CONTAINER } from '../world/container.ts';
import { fastWorld } from '../world/fast-world.ts';
import { startProcess } from '../world/started.ts';
import { until } from '../world/until.ts';
import { chanceFrom } from './chance.ts';
import { judge } from './judge.ts';

/** When the first process is suspended: before it changes a file, or after it has sent a request. */
export type Sleep = { readonly at: 'change' | 'request'; readonly nth: number };
/** When it wakes, in relation to the process that has taken over. */
export type Waking = 'while the other works' | 'when the other has ended';

/** The result of a run whose first process was suspended, lost the run to another process, and woke up. */
export interface WokenRun {
  readonly fellAsleep: boolean;
  readonly sleeper: Ended;
  readonly other: Ended;
  /** A description of each fault at the end. */
  readonly faults: readonly string[];
}

export interface Ended {
  readonly code: number | null;
  readonly stderr: string;
}

const CHILD = join(import.meta.dirname, 'child.mjs');
const RECORDS = 120;
const FACTOR = 20;
const RESULTS = ['journal.jsonl', 'rejected.jsonl', 'unresolved.jsonl', 'summary.json'];

export async function wokenRun(seed: number, sleep: Sleep, waking: Waking): Promise<WokenRun> {
  const chance = chanceFrom(seed);
  const start = Date.now();
  const folder = await mkdtemp(join(tmpdir(), 'rowferry-woken-'));
  const runDir = join(folder, 'run');
  let onRequest = () => {};
  const world = fastWorld(FACTOR, start);
  await using simulator = await startSimulator({
    knobs: { processingMs: chance.pick([20, 1_000, 4_000]), visibilityLagMs: 500 },
    world: world.tenant,
    onRequest: () => onRequest(),
  });
  const { tenant } = simulator;
  const plan = {
    runDir,
    records: RECORDS,
    client: { baseUrl: simulator.url, ...DEFAULT_CLIENT },
    jobs: {
      maxRows: chance.pick([7, 20]),
      graceSeconds: 100,
      // Five seconds of real time. Any machine handles the requests of the first process in this time.
      orphanGraceSeconds: 100,
      errorsLagSeconds: 1,
      lookupLagSeconds: 8,
    },
    hasKey: true,
    hasCheckpoints: chance.is(0.5),
    clock: { start, factor: FACTOR },
  };
  let requests = 0;
  const atRequest = (nth: number, act: () => void) => {
    requests = 0;
    onRequest = () => {
      if (++requests === nth) act();
    };
  };
  const first = startSleeper(plan, sleep);
  try {
    if (sleep.at === 'request') atRequest(sleep.nth, first.sleep);
    const fellAsleep = await first.asleep();
    if (fellAsleep) atRequest(chance.between(1, 25), first.wake);
    if (waking !== 'while the other works') onRequest = () => {};
    const second = startChild(plan);
    const other = await second.ended;
    const before = await contentOf(runDir);
    first.wake();
    const sleeper = await first.ended;
    const after = await contentOf(runDir);
    const faults =
      waking === 'when the other has ended' && before !== after ? ['it continued to write'] : [];
    const last = await startChild(plan).ended;
    if (last.code !== 0) faults.push(`the last resume ended with ${last.code}: ${last.stderr}`);
    faults.push(...(await judge(tenant, runDir, { ...plan, isInOrder: true })));
    return { fellAsleep, sleeper, other, faults };
  } finally {
    first.end();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Starts a process that other processes cannot see, and that can be suspended. */
export function startSleeper(plan: object, sleep?: Sleep) {
  // The first process of a container cannot suspend itself.
  const isContained = sleep?.at !== 'change' && CONTAINER !== undefined;
  const args = isContained ? CONTAINER : [];
  const given = {
    ...plan,
    isInContainer: !isContained,
    ...(sleep?.at === 'change' && { sleepAtChange: sleep.nth }),
  };
  const { child, ended } = startChild(given, args);
  const signal = (name: NodeJS.Signals) => {
    if (child.exitCode === null && child.pid !== undefined) process.kill(-child.pid, name);
  };
  return {
    ended,
    sleep: () => signal('SIGSTOP'),
    wake: () => signal('SIGCONT'),
    end: () => signal('SIGKILL'),
    /** Resolves to true when it is suspended, or to false if it has ended instead. */
    async asleep(): Promise<boolean> {
      const isOver = () => child.exitCode !== null || child.signalCode !== null;
      await until('the process is suspended or has ended', async () => {
        return isOver() || (await isStopped(child.pid));
      });
      return !isOver();
    },
  };
}

export function startChild(plan: object, container: readonly string[] = []) {
  const args = [...container, process.execPath, CHILD, JSON.stringify(plan)];
  // Its own process group, so that a signal also reaches the processes of its container.
  const { child, ended, untilStderr } = startProcess(args, { detached: true });
  return { child, untilStderr, ended: ended.then(({ code, stderr }): Ended => ({ code, stderr })) };
}

async function isStopped(pid: number | undefined): Promise<boolean> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return text.slice(text.lastIndexOf(')') + 2).startsWith('T');
}

async function contentOf(runDir: string): Promise<string> {
  const texts = RESULTS.map((name) => readFile(join(runDir, name), 'utf8').catch(() => 'none'));
  return (await Promise.all(texts)).join('\n');
}
