import {
  migrate,
  RowferryError,
  RunStopped,
  resume,
  type Summary,
  TargetError,
} from '@rowferry/core';
import { deathsOf } from '../simulation/cases/seeded-deaths.ts';
import { type Chance, chanceOf } from '../simulation/environment/chance.ts';
import { journalWatch } from '../simulation/environment/journal-watch.ts';
import { type Life, lifeOf } from '../simulation/environment/life.ts';
import { processDisk } from '../simulation/environment/process-disk.ts';
import { SimulatedDisk } from '../simulation/environment/simulated-disk.ts';
import { recorder } from '../simulation/run/recorder.ts';
import { timeLimit, untilOver, waitFor } from '../simulation/run/watchdog.ts';
import { type VirtualClock, virtualClock } from '../world/virtual-clock.ts';
import { Books, type Row } from './books.ts';
import { type Carry, otherTarget } from './other-target.ts';

/** A whole run against the other target, with all its processes. */
export interface OtherRun {
  readonly operation: 'create' | 'upsert';
  readonly records: readonly Row[];
  readonly books: Books;
  readonly verdicts: ReturnType<typeof recorder>['verdicts'];
  readonly summary: Summary | undefined;
  readonly mishaps: readonly string[];
  /** The codes with which processes stopped. */
  readonly codes: readonly string[];
}

const PROCESSES_MAX = 12;
const FAILURES = ['drop-request', 'drop-answer', 'unsent', 'rate', 'passing', 'login'] as const;

/** Runs a case in virtual time, through all its deaths and lost answers, until the whole run ends. */
export async function seededRun(seed: number): Promise<OtherRun> {
  const chance = chanceOf(`other-${seed}`);
  const clock = virtualClock();
  const disk = new SimulatedDisk();
  const operation = chance.is(0.5) ? 'create' : 'upsert';
  const records = recordsOf(chance, operation);
  const books = booksOf(chance, clock);
  const trouble = chance.pick([0, 0.02, 0.1]);
  const maxRows = chance.pick([1, 5, 1000]);
  const resubmitJobsMax = chance.pick([1, 50]);
  const { verdicts, mishaps, plugin } = recorder();
  const deaths = deathsOf(chance);
  const limit = timeLimit(clock);
  const codes: string[] = [];
  const ended: { summary?: Summary; error?: unknown } = {};
  const found: string[] = [];
  let hasRun = false;
  for (let number = 1; number <= PROCESSES_MAX; number++) {
    const life = lifeOf(number, deaths[number - 1], () => {});
    const { end, own } = startedIn(clock, disk, life);
    const options = {
      columns: { sku: 'sku', note: 'note', bad: 'bad' },
      target: otherTarget(books, operation, networkOf(clock, life, chance, trouble)),
      ...(operation === 'upsert' && { key: 'sku' }),
      jobs: { maxRows, resubmitJobsMax, orphanGraceSeconds: 30 },
      plugins: [plugin(() => {})],
      runDir: '/run',
      world: { ...own, random: chance.next },
    };
    const begin = hasRun ? resume : migrate;
    end(begin(records, options));
    const hang = await untilOver(() => own.isOver() || life.isDead, limit);
    if (hang !== undefined) return resultOf([`process ${number} ${hang}`]);
    Object.assign(ended, { summary: undefined, error: undefined }, own.ending());
    hasRun = disk.bytesOf('/run/run.json') !== undefined;
    if (ended.summary !== undefined) break;
    if (life.isDead) await waitFor(clock, deaths[number - 1]?.downtimeMs ?? 0);
    else codes.push(codeOf(ended.error, found));
  }
  return resultOf([]);

  function resultOf(more: readonly string[]): OtherRun {
    const { summary } = ended;
    return {
      ...{ operation, records, books, verdicts, summary, codes },
      mishaps: [...mishaps, ...found, ...more],
    };
  }
}

function codeOf(error: unknown, found: string[]): string {
  if (error instanceof RunStopped && error.code !== 'UNEXPECTED_ERROR') return error.code;
  if (error instanceof RowferryError && error.code !== 'UNEXPECTED_ERROR') return error.code;
  found.push(`it threw ${String(error)}`);
  return 'threw';
}

/** What one process has of its own: its disk, its clock, and how it ended. */
function startedIn(clock: VirtualClock, all: SimulatedDisk, life: Life) {
  let ending: { summary?: Summary; error?: unknown } | undefined;
  const { disk } = processDisk(all, {
    life,
    full: undefined,
    delay: () => undefined,
    onChange: () => {},
    journal: journalWatch('/run/journal.jsonl', life, undefined),
  });
  return {
    own: {
      now: () => Math.floor(clock.now()),
      elapsed: clock.now,
      sleep: (ms: number, signal: AbortSignal) => life.pass(() => clock.sleep(ms, signal)),
      disk,
      processes: {
        own: () => life.pass(() => ({ pid: life.number, host: 'virtual' })),
        isRunning: () => life.pass(() => false),
      },
      isOver: () => ending !== undefined,
      ending: () => ending,
    },
    end(run: Promise<Summary>) {
      run.then(
        (summary) => {
          ending = { summary };
        },
        (error: unknown) => {
          ending = { error };
        },
      );
    },
  };
}

/** A network that loses requests and answers. What is on its way arrives, even if its sender dies. */
function networkOf(clock: VirtualClock, life: Life, chance: Chance, trouble: number): Carry {
  return async (_, act, signal) => {
    signal.throwIfAborted();
    const failure = chance.is(trouble) ? chance.pick(FAILURES) : undefined;
    const latencyMs = chance.between(1, 400);
    if (failure !== undefined && failure !== 'drop-answer') {
      await life.pass(() => clock.sleep(latencyMs, signal));
      throw failed(failure);
    }
    if (!life.reaches('sent')) return await new Promise(() => {});
    const arrived = new Promise<ReturnType<typeof attempt>>((resolve) => {
      clock.schedule(latencyMs, () => resolve(attempt(act)));
    });
    return await life.pass(async () => {
      const answer = await arrived;
      await clock.sleep(latencyMs, signal);
      if (failure === 'drop-answer') throw failed(failure);
      if ('error' in answer) throw answer.error;
      return answer.result as ReturnType<typeof act>;
    });
  };
}

function attempt(act: () => unknown): { readonly result: unknown } | { readonly error: unknown } {
  try {
    return { result: act() };
  } catch (error) {
    return { error };
  }
}

function failed(failure: (typeof FAILURES)[number]): TargetError {
  switch (failure) {
    case 'unsent':
      return new TargetError('no connection', { answer: 'unsent', meaning: 'passing' });
    case 'rate':
      return new TargetError('slow down', { answer: 'refused', meaning: 'rate', waitMs: 5_000 });
    case 'passing':
      return new TargetError('not now', { answer: 'refused', meaning: 'passing' });
    case 'login':
      return new TargetError('who are you', { answer: 'refused', meaning: 'login' });
    default:
      return new TargetError('no answer', { answer: 'lost', meaning: 'passing' });
  }
}

function booksOf(chance: Chance, { now }: VirtualClock): Books {
  const breaking = chance.pick([0, 0, 0.3]);
  const hiding = chance.pick([0, 0, 0.3]);
  return new Books({
    now,
    tookMs: () => chance.pick([0, 900, 20_000]),
    breaksAt: () => (chance.is(breaking) ? chance.between(0, 4) : undefined),
    hides: () => (chance.is(hiding) ? chance.between(1, 3) : 0),
  });
}

function recordsOf(chance: Chance, operation: 'create' | 'upsert'): Row[] {
  const count = chance.pick([0, 1, 7, 40]);
  const twins = operation === 'create' ? chance.pick([0, 0, 0.2]) : 0;
  const records: Row[] = [];
  for (let n = 0; n < count; n++) {
    const earlier = records[chance.between(0, Math.max(0, n - 1))];
    if (earlier !== undefined && chance.is(twins)) records.push(earlier);
    else records.push({ sku: `S${n}`, note: `a\n"${n}"`, bad: chance.is(0.2) ? 'yes' : '' });
  }
  return records;
}
