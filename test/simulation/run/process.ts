import {
  type MigrateOptions,
  migrate,
  RowferryError,
  RunStopped,
  resume,
  type SourceInput,
  type Summary,
  type World,
} from '@rowferry/core';
import { DEFAULT_CLIENT } from '@rowferry/simulator';
import { zuora } from '@rowferry/zuora';
import { mortal, spoilerOf } from '../cases/case-plugins.ts';
import { columnsOf } from '../cases/case-records.ts';
import { type SourceItem, sourceInputOf } from '../cases/case-source.ts';
import type { DeathCase } from '../cases/seeded-deaths.ts';
import { chanceOf } from '../stage/chance.ts';
import { journalWatch } from '../stage/journal-watch.ts';
import { type Life, lifeOf } from '../stage/life.ts';
import { type ProcessDisk, processDisk } from '../stage/process-disk.ts';
import { countRequest, keepUpload, type Stage } from '../stage/stage.ts';
import { TenantDispatcher } from '../stage/tenant-dispatcher.ts';
import { type Ending, RUN_DIR } from './ran.ts';
import type { Recorder } from './recorder.ts';

/** What the next process of a run is given. */
export interface Errand {
  readonly number: number;
  readonly entry: 'migrate' | 'resume';
  readonly death: DeathCase | undefined;
  readonly items: readonly SourceItem[];
  readonly recorder: Recorder;
  /** Whether the disk has room again, whatever the case says. */
  readonly hasRoom: boolean;
  /** The processes that run: nobody else can be asked for. */
  readonly running: Set<number>;
}

/** A process that works in the run's folder. */
export interface Process {
  readonly life: Life;
  readonly disk: ProcessDisk;
  /** What it did to files and sent. */
  readonly acts: readonly Act[];
  /** How it ended, once it has. */
  readonly ending: Ending | undefined;
  interrupt(): void;
}

/** Something that a process did, and when, in the order of all of them. */
export interface Act {
  readonly order: number;
  readonly what: string;
}

const INTERRUPT = new Error('interrupted');

export function startProcess(stage: Stage, errand: Errand): Process {
  const { number, running } = errand;
  const life = lifeOf(number, errand.death, (where) => {
    running.delete(number);
    stage.say(`process ${number} dies at ${where}`);
  });
  const controller = new AbortController();
  const acts: Act[] = [];
  const act = (what: string) => void acts.push({ order: ++stage.seen.acts, what });
  const disk = diskOf(stage, errand, life, act);
  let ending: Ending | undefined;
  stage.say(`process ${number}: ${errand.entry}`);
  running.add(number);
  if (errand.death?.place === 'time') {
    stage.clock.schedule(errand.death.nth, () => ending ?? life.die('its time'));
  }
  const options = optionsOf(stage, errand, life, disk, act);
  const begin = errand.entry === 'migrate' ? migrate : resume;
  void begin(inputOf(stage, errand, life), { ...options, signal: controller.signal })
    .then(endingOf, endingBy)
    .then((ended) => {
      if (life.isDead) return;
      ending = ended;
      running.delete(number);
      const { error } = ended;
      const why = error instanceof RowferryError ? `${error.code} ${error.message}` : (error ?? '');
      stage.say(`process ${number}: ${ended.status} ${why}`);
    });
  return {
    life,
    disk,
    acts,
    get ending() {
      return ending;
    },
    interrupt: () => controller.abort(INTERRUPT),
  };
}

function inputOf(stage: Stage, { number, items }: Errand, life: Life): SourceInput {
  const { seeded, clock } = stage;
  const { seed, source } = seeded;
  const breaks = number === 1 || source.throwsAlways;
  const chance = chanceOf(`source-${seed}-${number}`);
  return sourceInputOf({ items, source, breaks, chance, clock, life });
}

function optionsOf(
  stage: Stage,
  errand: Errand,
  life: Life,
  disk: ProcessDisk,
  act: (what: string) => void,
): MigrateOptions & { readonly runDir: string } {
  const { seeded, clock, tenant, seen } = stage;
  const { seed, hooks, target, wire } = seeded;
  const { clientId, clientSecret } = DEFAULT_CLIENT;
  const dispatcher = new TenantDispatcher({
    ...{ tenant, clock, wire, life, chance: stage.chances.wire },
    onRequest(method, path) {
      act(`${method} ${path}`);
      countRequest(stage, method, path);
    },
    onUpload: (job, file) => keepUpload(stage, job, file),
  });
  const spoiler = spoilerOf(hooks, seen.breaking, chanceOf(`hooks-${seed}-${life.number}`), clock);
  return {
    columns: columnsOf(seeded, chanceOf(`columns-${seed}`)),
    target: zuora({
      ...{ baseUrl: 'http://tenant.test', clientId, clientSecret, dispatcher },
      ...{ object: 'Vehicle', operation: target.operation },
    }),
    ...(target.key !== undefined && { key: target.key }),
    jobs: seeded.jobs,
    plugins: [mortal(errand.recorder.plugin(stage.say), life), mortal(spoiler, life)],
    runDir: RUN_DIR,
    world: worldOf(stage, errand, life, disk),
  };
}

function worldOf(
  { seeded, clock }: Stage,
  { running }: Errand,
  life: Life,
  { disk }: ProcessDisk,
): World {
  const { skewsMs, arePidsKnown, seed } = seeded;
  const skewMs = skewsMs[Math.min(life.number, skewsMs.length) - 1] ?? 0;
  return {
    // Clocks of machines have no fractions of a millisecond.
    now: () => Math.floor(clock.now() + skewMs),
    elapsed: clock.now,
    random: chanceOf(`core-${seed}-${life.number}`).next,
    sleep: (ms, signal) => life.pass(() => clock.sleep(ms, signal)),
    disk,
    processes: {
      own: () => life.pass(() => ({ pid: life.number, host: 'virtual' })),
      isRunning: ({ pid }) => life.pass(() => (arePidsKnown ? running.has(pid) : undefined)),
    },
  };
}

function diskOf(
  stage: Stage,
  { hasRoom }: Errand,
  life: Life,
  act: (what: string) => void,
): ProcessDisk {
  const { seeded, clock, chances } = stage;
  const { delayMs, full } = seeded.disk;
  const sayLine = (line: string) => stage.say(`journal ${line.replace(/^\["[0-9a-f]{8}",/, '')}`);
  return processDisk(stage.disk, {
    life,
    full: full?.process === life.number && !hasRoom ? full : undefined,
    delay: () => {
      if (delayMs === 0 || !chances.disk.is(0.3)) return undefined;
      return clock.sleep(chances.disk.next() * delayMs);
    },
    onChange: act,
    journal: journalWatch(`${RUN_DIR}/journal.jsonl`, life, stage.isTraced ? sayLine : undefined),
  });
}

function endingOf(summary: Summary): Ending {
  return { status: summary.status, summary };
}

function endingBy(error: unknown): Ending {
  if (error instanceof RunStopped) return { status: 'stopped', summary: error.summary, error };
  if (error === INTERRUPT) return { status: 'interrupted', error };
  return { status: error instanceof RowferryError ? 'refused' : 'threw', error };
}
