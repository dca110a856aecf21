import { type Disk, realWorld, type Target, type World } from '@rowferry/core';
import {
  type Simulator,
  type SimulatorOptions,
  seededRandom,
  startSimulator,
  type Tenant,
} from '@rowferry/simulator';
import { Agent, type Dispatcher } from 'undici';
import { settled, virtualClock } from './virtual-clock.ts';
import { tracked, type WorkTracker } from './work-tracker.ts';

/**
 * Time for runs and tenants that communicate over real sockets. It stands still while a request is on its
 * way, a file is written or an answer is read. Otherwise it advances to the next timer at once. So a run
 * takes no longer than its work, and a busy machine cannot make it late.
 */
export interface IdleTime {
  readonly world: World;
  /** Counts the requests that go through it. */
  readonly dispatcher: Dispatcher;
  /** The same target, which also counts work after its requests, such as unpacking an answer. */
  track(target: Target): Target;
  startTenant(options?: Omit<SimulatorOptions, 'world'>): Promise<Simulator>;
}

/** Turns of the event loop within which promises that wait for nothing external settle. */
const TURNS = 4;

/** The same seed gives the runs and the tenants the same random numbers. */
export function idleTime(seed: string, disk: Disk = realWorld.disk): IdleTime {
  const clock = virtualClock();
  const tenants: Tenant[] = [];
  const counts = { exchanges: 0, calls: 0, files: 0 };
  let isAdvancing = false;

  const isIdle = () => {
    if (counts.files > 0) return false;
    if (counts.exchanges === 0) return counts.calls === 0;
    return counts.exchanges <= tenants.reduce((sum, tenant) => sum + tenant.heldRequests, 0);
  };
  const advance = async () => {
    if (isAdvancing) return;
    isAdvancing = true;
    try {
      do await settled(TURNS);
      while (isIdle() && clock.step());
    } finally {
      isAdvancing = false;
    }
  };
  const trackerOf = (kind: keyof typeof counts): WorkTracker => ({
    started: () => void counts[kind]++,
    ended() {
      counts[kind]--;
      void advance();
    },
  });

  const tenantWorld = {
    now: clock.now,
    random: seededRandom(`tenant ${seed}`),
    schedule(ms: number, run: () => void) {
      void advance();
      return clock.schedule(ms, run);
    },
  };
  return {
    world: {
      now: () => Math.floor(clock.now()),
      elapsed: clock.now,
      random: seededRandom(`run ${seed}`),
      sleep(ms, signal) {
        void advance();
        return clock.sleep(ms, signal);
      },
      disk: tracked(disk, trackerOf('files')),
      processes: tracked(realWorld.processes, trackerOf('files')),
    },
    dispatcher: new Agent().compose(counting(trackerOf('exchanges'))),
    track: (target) => tracked(target, trackerOf('calls')),
    async startTenant(options = {}) {
      const simulator = await startSimulator({ ...options, world: tenantWorld });
      tenants.push(simulator.tenant);
      return simulator;
    },
  };
}

/** Counts a request from its dispatch until its answer is complete or it has failed. */
function counting({ started, ended }: WorkTracker): Dispatcher.DispatcherComposeInterceptor {
  return (dispatch) => (options, handler) => {
    let isFinished = false;
    const finish = () => {
      if (!isFinished) ended();
      isFinished = true;
    };
    started();
    return dispatch(options, {
      onRequestStart: (...start) => handler.onRequestStart?.(...start),
      onRequestUpgrade: (...upgrade) => handler.onRequestUpgrade?.(...upgrade),
      onResponseStart: (...head) => handler.onResponseStart?.(...head),
      onResponseData: (...block) => handler.onResponseData?.(...block),
      onResponseEnd(...end) {
        finish();
        handler.onResponseEnd?.(...end);
      },
      onResponseError(...error) {
        finish();
        handler.onResponseError?.(...error);
      },
    });
  };
}
