import { migrate, RunStopped, type SourceRecord, type Summary, type Verdict } from '@rowferry/core';
import { createTenant, DEFAULT_CLIENT, type Tenant } from '@rowferry/simulator';
import { zuora } from '@rowferry/zuora';
import { loneProcess } from '../world/virtual-world.ts';
import { spoilerOf } from './case-plugins.ts';
import { columnsOf, recordsOf, sourceInputOf } from './case-source.ts';
import { chanceOf } from './chance.ts';
import type { SeededCase } from './seeded-case.ts';
import { TenantDispatcher } from './tenant-dispatcher.ts';
import { type VirtualClock, virtualClock } from './virtual-clock.ts';
import { watch } from './watchdog.ts';
import { watchedDisk } from './watched-disk.ts';

export const RUN_DIR = '/run';

/** A run that came to its end, and everything that tells whether it was right. */
export interface Ran {
  readonly seeded: SeededCase;
  readonly tenant: Tenant;
  readonly records: readonly SourceRecord[];
  readonly verdicts: readonly Verdict[];
  /** Everything on the disk, by path. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly ending: Ending;
  /** Jobs that the other program with the same login created. */
  readonly sameLoginJobs: readonly string[];
  readonly abortedAt: number | undefined;
  readonly endedAt: number;
  readonly requests: number;
  /** What was seen to go wrong while it ran: hangs, leaks, errors that nobody handled. */
  readonly mishaps: readonly string[];
  readonly trace: readonly string[];
}

export interface Ending {
  readonly status: 'completed' | 'stopped' | 'interrupted' | 'threw' | 'hung';
  /** As it was given; the file is looked at by the judges. */
  readonly summary?: Summary;
  readonly error?: unknown;
}

const INTERRUPT = new Error('interrupted');

/** Runs a case to its end in virtual time. */
export async function runCase(seeded: SeededCase): Promise<Ran> {
  const clock = virtualClock();
  const stage = stageOf(seeded, clock);
  const { tenant, abort, disk, trace } = stage;
  const { seed, source, hooks, skewMs } = seeded;
  const chance = chanceOf(`records-${seed}`);
  const records = recordsOf(source, chance);
  const verdicts: Verdict[] = [];
  const { clientId, clientSecret } = DEFAULT_CLIENT;
  const client = { baseUrl: 'http://tenant.test', clientId, clientSecret };
  const { next: random } = chanceOf(`core-${seed}`);
  const run = () =>
    migrate(sourceInputOf(records, source, chance, clock), {
      columns: columnsOf(source, chance),
      target: zuora({
        ...client,
        object: 'Vehicle',
        operation: 'create',
        dispatcher: stage.dispatcher,
      }),
      jobs: seeded.jobs,
      plugins: [
        {
          name: 'recorder',
          onVerdicts: (some) => void verdicts.push(...some),
          onJob: (job) => stage.say(`job ${JSON.stringify(job)}`),
        },
        spoilerOf(hooks, chance, clock),
      ],
      runDir: RUN_DIR,
      // Clocks of machines have no fractions of a millisecond.
      world: {
        now: () => Math.floor(clock.now() + skewMs),
        random,
        sleep: clock.sleep,
        disk: disk.disk,
        processes: loneProcess,
      },
      signal: abort.signal,
    }).then(endingOf, endingBy);
  const { ended, endedAt, mishaps } = await watch(run, {
    clock,
    requests: () => stage.requests,
    openFiles: () => disk.openFiles,
  });
  tenant.stop();
  const ending: Ending = ended ?? { status: 'hung' };
  return {
    ...{ seeded, tenant, records, verdicts, files: disk.files, ending, endedAt, trace },
    sameLoginJobs: stage.sameLoginJobs,
    abortedAt: stage.abortedAt,
    requests: stage.requests,
    mishaps: [...mishaps, ...disk.misuses],
  };
}

/** All that stands around a run: the tenant, the wire, the disk, and whoever meddles. */
function stageOf(
  { seed, knobs, wire, abort, sameLogin, diskFailsAt }: SeededCase,
  clock: VirtualClock,
) {
  const start = clock.now();
  const trace: string[] = [];
  const say = (text: string) => {
    trace.push(`${((clock.now() - start) / 1000).toFixed(3)} ${text}`);
  };
  const { next: random } = chanceOf(`tenant-${seed}`);
  const tenant = createTenant({
    knobs,
    world: { now: clock.now, random, schedule: clock.schedule },
    onRequest: ({ method, url, status, fault = '' }) =>
      say(`tenant ${method} ${url}: ${status ?? 'dropped'} ${fault}`),
  });
  const controller = new AbortController();
  const stage = {
    ...{ tenant, trace, say, abort: controller, disk: watchedDisk(diskFailsAt) },
    sameLoginJobs: [] as string[],
    requests: 0,
    abortedAt: undefined as number | undefined,
    dispatcher: new TenantDispatcher({
      ...{ tenant, clock, wire, chance: chanceOf(`wire-${seed}`) },
      onRequest(method, path) {
        stage.requests++;
        say(`${method} ${path}`);
        if (abort.atRequest === stage.requests) interrupt();
      },
    }),
  };
  const interrupt = () => {
    if (stage.abortedAt !== undefined) return;
    stage.abortedAt = clock.now();
    say('abort');
    controller.abort(INTERRUPT);
  };
  if (abort.atMs !== undefined) clock.schedule(abort.atMs, interrupt);
  for (const { atMs, ...job } of sameLogin) {
    clock.schedule(atMs, () => {
      stage.sameLoginJobs.push(tenant.addForeignJob({ ...job, sameLogin: true }));
    });
  }
  return stage;
}

function endingOf(summary: Summary): Ending {
  return { status: summary.status, summary };
}

function endingBy(error: unknown): Ending {
  if (error instanceof RunStopped) return { status: 'stopped', summary: error.summary, error };
  return { status: error === INTERRUPT ? 'interrupted' : 'threw', error };
}
