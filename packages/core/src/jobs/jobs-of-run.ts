import type { Chunk } from '../chunks/chunk.ts';
import type { ChunkStore } from '../chunks/store.ts';
import type { JobSettings } from '../contract/job-options.ts';
import type { Hooks } from '../hooks.ts';
import type { StopSignals } from '../host/stop-signals.ts';
import type { World } from '../host/world.ts';
import type { Journal } from '../journal/journal.ts';
import { AT_THE_END, type Canceller, canceller } from './cancel.ts';
import { JobCreator } from './create.ts';
import { JobRunner } from './job.ts';
import type { JobTimes } from './job-times.ts';
import { LostCreates } from './lost-creates.ts';
import { poller } from './poll.ts';
import { type Requests, requestsTo } from './requests.ts';
import type { TargetClock } from './target-clock.ts';
import { type Uploader, uploader } from './upload.ts';

/** What the jobs of a run are worked on with. */
export interface JobParts {
  readonly requests: Requests;
  /** For freeing slots; works for a while after the disk has failed. */
  readonly cleanUp: Requests;
  readonly clock: TargetClock;
  readonly store: ChunkStore;
  readonly journal: Journal;
  readonly hooks: Hooks;
  readonly signals: Pick<StopSignals, 'soft' | 'hard'>;
  readonly world: Pick<World, 'now' | 'elapsed' | 'sleep' | 'random'>;
  readonly settings: Pick<
    JobSettings,
    'attemptsMax' | 'orphanGraceSeconds' | 'idleDeadlineSeconds' | 'retryDeadlineSeconds'
  >;
  readonly runId: string;
  /** Learns from each job. */
  readonly times: JobTimes;
  /** Is called with a chunk whose file was too large. */
  readonly tooLarge: (chunk: Chunk) => void;
}

/** Everything that works on the jobs of one run. */
export interface JobsOfRun {
  readonly runner: JobRunner;
  readonly creator: JobCreator;
  readonly lost: LostCreates;
  readonly uploader: Uploader;
  /** Works for a while after the disk has failed. */
  readonly lastCanceller: Canceller;
}

export function jobsOfRun(parts: JobParts): JobsOfRun {
  const { requests, cleanUp, clock, store, journal, hooks, signals, world, settings } = parts;
  const { orphanGraceSeconds, attemptsMax } = settings;
  const { runId, tooLarge, times } = parts;
  const { target, quota } = requests;
  // Not checked: a job that no journal names is cancelled even if another process has taken over the run.
  const unchecked = canceller(
    requestsTo(target, settings, world, cleanUp.signal, { runId, ...(quota && { quota }) }),
    orphanGraceSeconds,
  );
  const cancelUnjournaled = async (id: string) => void (await unchecked.cancel(id, AT_THE_END));
  const cancelling = canceller(requests, orphanGraceSeconds);
  const shared = { journal, clock, orphanGraceSeconds, canceller: cancelling };
  const lost = new LostCreates({ ...shared, requests, runId });
  const uploading = uploader({ ...shared, requests, store });
  const creator = new JobCreator({
    ...shared,
    requests: cleanUp,
    world,
    runId,
    attemptsMax,
    lost,
    signals,
    cancelUnjournaled,
  });
  const runner = new JobRunner({
    ...{ ...shared, creator, store, hooks, attemptsMax, tooLarge },
    uploader: uploading,
    poller: poller(requests, settings, times),
    soft: signals.soft,
    admit: () => requests.admit(signals.soft),
    kind: { object: target.object, operation: target.operation },
    cancelUnjournaled,
  });
  const lastCanceller = canceller(cleanUp, orphanGraceSeconds);
  return { runner, creator, lost, uploader: uploading, lastCanceller };
}
