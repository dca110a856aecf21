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
import { zuora } from '@rowferry/zuora';
import { endingWith, faultyPluginOf } from '../cases/case-plugins.ts';
import { columnsOf } from '../cases/case-records.ts';
import { type SourceItem, sourceInputOf } from '../cases/case-source.ts';
import { CLIENTS } from '../cases/case-tenant.ts';
import { type Hanging, hangingOf } from '../cases/hanging.ts';
import type { DeathCase } from '../cases/seeded-deaths.ts';
import { chanceOf } from '../environment/chance.ts';
import { countRequest, type Environment, keepUpload, suspend } from '../environment/environment.ts';
import { journalWatch } from '../environment/journal-watch.ts';
import { type Life, lifeOf } from '../environment/life.ts';
import { type ProcessDisk, processDisk } from '../environment/process-disk.ts';
import { TenantDispatcher } from '../environment/tenant-dispatcher.ts';
import { errorsOf } from './ending.ts';
import type { Recorder } from './recorder.ts';
import { type Ending, RUN_DIR } from './run-result.ts';

/** What the next process of a run starts with. */
export interface ProcessOptions {
  readonly number: number;
  readonly entry: 'migrate' | 'resume';
  readonly death: DeathCase | undefined;
  readonly items: readonly SourceItem[];
  readonly recorder: Recorder;
  /** Whether the disk has room, whatever the case says. */
  readonly hasRoom: boolean;
  /** Whether it is given another tenant. */
  readonly isStray: boolean;
  /** The pids of the processes that run. */
  readonly running: Set<number>;
}

/** A process that works in the run directory. */
export interface Process {
  readonly life: Life;
  readonly disk: ProcessDisk;
  /** Its changes of files and its requests. */
  readonly actions: readonly Action[];
  /** How it ended, once it has. */
  readonly ending: Ending | undefined;
  interrupt(): void;
}

/** An action of a process, and its place in the order of all actions. */
export interface Action {
  readonly order: number;
  readonly what: string;
}

const INTERRUPT = new Error('interrupted');

export function startProcess(environment: Environment, processOptions: ProcessOptions): Process {
  const { number, running } = processOptions;
  const onDeath = (where: string) => {
    running.delete(number);
    environment.log(`process ${number} dies at ${where}`);
  };
  const life = lifeOf(number, processOptions.death, onDeath, environment.machine.awake);
  const controller = new AbortController();
  const actions: Action[] = [];
  const record = (what: string) => void actions.push({ order: ++environment.seen.actions, what });
  const disk = diskOf(environment, processOptions, life, record);
  let ending: Ending | undefined;
  environment.log(`process ${number}: ${processOptions.entry}`);
  running.add(number);
  if (processOptions.death?.place === 'time') {
    environment.clock.schedule(
      processOptions.death.nth,
      () => ending ?? life.die('its time limit'),
    );
  }
  const loseIn = (patienceMs: number) => {
    environment.log('something hangs');
    environment.clock.schedule(patienceMs, () => environment.machine.whenAwake(lose));
  };
  const lose = () => {
    if (ending !== undefined || life.isDead || controller.signal.aborted) return;
    environment.seen.abortedAt = environment.machine.elapsed();
    environment.log('the user interrupts, because something hangs');
    controller.abort(INTERRUPT);
  };
  const hanging = hangingOf(environment.seeded.hang, environment.seen.hanging, loseIn);
  const options = optionsOf(environment, processOptions, life, disk, record, hanging);
  const begin = processOptions.entry === 'migrate' ? migrate : resume;
  void begin(inputOf(environment, processOptions, life, hanging), {
    ...options,
    signal: controller.signal,
  })
    .then(endingOf, endingBy)
    .then((ended) => {
      if (life.isDead) return;
      ending = ended;
      running.delete(number);
      const { error } = ended;
      const why = error instanceof RowferryError ? `${error.code} ${error.message}` : (error ?? '');
      environment.log(`process ${number}: ${ended.status} ${why}`);
    });
  return {
    life,
    disk,
    actions,
    get ending() {
      return ending;
    },
    interrupt: () => controller.abort(INTERRUPT),
  };
}

function inputOf(
  environment: Environment,
  { number, items }: ProcessOptions,
  life: Life,
  hanging: Hanging,
): SourceInput {
  const { seeded, clock } = environment;
  const { seed, source } = seeded;
  const breaks = number === 1 || source.throwsAlways;
  const chance = chanceOf(`source-${seed}-${number}`);
  return sourceInputOf({ items, source, breaks, chance, clock, life, hanging });
}

function optionsOf(
  environment: Environment,
  processOptions: ProcessOptions,
  life: Life,
  disk: ProcessDisk,
  record: (what: string) => void,
  hanging: Hanging,
): MigrateOptions & { readonly runDir: string } {
  const { seeded, clock, machine, seen } = environment;
  const { seed, target, wire, processes } = seeded;
  const tenant = processOptions.isStray ? environment.strayTenant : environment.tenant;
  const { clientId, clientSecret } = clientOf(processes.clients, life);
  const dispatcher = new TenantDispatcher({
    ...{ tenant, clock, wire, life, machine, chance: environment.chances.wire },
    suspend: () => suspend(environment),
    onRequest(method, path) {
      record(`${method} ${path}`);
      return countRequest(environment, method, path);
    },
    onUpload: (job, file) => keepUpload(environment, job, file),
  });
  const faultyPlugin = faultyPluginOf(
    seeded,
    seen.breaking,
    chanceOf(`hooks-${seed}-${life.number}`),
    clock,
    hanging,
  );
  return {
    columns: columnsOf(seeded, chanceOf(`columns-${seed}`)),
    target: zuora({
      ...{ baseUrl: 'https://tenant.test', clientId, clientSecret, dispatcher },
      ...{ object: 'Vehicle', operation: target.operation },
    }),
    ...(target.key !== undefined && { key: target.key }),
    // All columns are listed, but without the definition the run cannot know that.
    ...(target.operation === 'update' &&
      !target.isDefinitionReadable && { onMissing: 'reset' as const }),
    jobs: seeded.jobs,
    plugins: [
      endingWith(processOptions.recorder.plugin(environment.log), life),
      endingWith(faultyPlugin, life),
    ],
    runDir: RUN_DIR,
    world: worldOf(environment, processOptions, life, disk),
  };
}

/** The client that a process uses. */
function clientOf(clients: readonly number[], { number }: Life) {
  return CLIENTS[clients[Math.min(number, clients.length) - 1] ?? 0] ?? CLIENTS[0];
}

function worldOf(
  { seeded, clock, machine }: Environment,
  { running }: ProcessOptions,
  life: Life,
  { disk }: ProcessDisk,
): World {
  const { skewsMs, arePidsKnown, seed } = seeded;
  const skewMs = skewsMs[Math.min(life.number, skewsMs.length) - 1] ?? 0;
  return {
    // System clocks have no fractions of a millisecond.
    now: () => Math.floor(clock.now() + skewMs),
    elapsed: machine.elapsed,
    random: chanceOf(`core-${seed}-${life.number}`).next,
    sleep: (ms, signal) => life.pass(() => machine.sleep(ms, signal)),
    disk,
    processes: {
      own: () => life.pass(() => ({ pid: life.number, host: 'virtual' })),
      isRunning: ({ pid }) => life.pass(() => (arePidsKnown ? running.has(pid) : undefined)),
    },
  };
}

function diskOf(
  environment: Environment,
  { hasRoom }: ProcessOptions,
  life: Life,
  record: (what: string) => void,
): ProcessDisk {
  const { seeded, clock, chances } = environment;
  const { delayMs, full } = seeded.disk;
  const logLine = (line: string) =>
    environment.log(`journal ${line.replace(/^\["[0-9a-f]{8}",/, '')}`);
  return processDisk(environment.disk, {
    life,
    full: full?.process === life.number && !hasRoom ? full : undefined,
    delay: () => {
      if (delayMs === 0 || !chances.disk.is(0.3)) return undefined;
      return clock.sleep(chances.disk.next() * delayMs);
    },
    onChange: record,
    journal: journalWatch(
      `${RUN_DIR}/journal.jsonl`,
      life,
      environment.isTraced ? logLine : undefined,
    ),
  });
}

function isBug({ code }: RowferryError): boolean {
  return code === 'UNEXPECTED_ERROR' || code === 'ASSERTION_FAILED';
}

function endingOf(summary: Summary): Ending {
  return { status: summary.status, summary };
}

function endingBy(error: unknown): Ending {
  const errors = errorsOf({ ending: { status: 'stopped', error } });
  if (errors.length === 0 || errors.some(isBug)) return { status: 'threw', error };
  const summary = error instanceof RunStopped ? { summary: error.summary } : {};
  if (errors[0]?.code === 'INTERRUPTED') {
    return { status: errors[0].cause === INTERRUPT ? 'interrupted' : 'threw', ...summary, error };
  }
  return { status: error instanceof RunStopped ? 'stopped' : 'refused', ...summary, error };
}
