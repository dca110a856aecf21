import { type Disk, realWorld, type Target, type World } from '@rowferry/core';
import {
  type Simulator,
  type SimulatorOptions,
  seededRandom,
  startSimulator,
  type Tenant,
} from '@rowferry/simulator';
import { Agent, type Dispatcher } from 'undici';
import { type AtWork, watched } from './at-work.ts';
import { settled, virtualClock } from './virtual-clock.ts';

/**
 * Time for runs and tenants that talk over real sockets. It stands still while a request is on its way, a
 * file is written or an answer is read; otherwise it moves on to the next timer at once. So a run takes no
 * longer than its work, and a busy machine cannot make it late.
 */
export interface IdleTime {
  readonly world: World;
  /** What requests go through, so that they are counted. */
  readonly dispatcher: Dispatcher;
  /** The same target, with its work counted beyond its requests: an answer may still be unpacked. */
  watch(target: Target): Target;
  startTenant(options?: Omit<SimulatorOptions, 'world'>): Promise<Simulator>;
}

/** Rounds of the event loop in which promises that wait for nothing outside settle. */
const TURNS = 4;

/** The same seed gives the same chance to the runs and the tenants. */
export function idleTime(seed: string, disk: Disk = realWorld.disk): IdleTime {
  const clock = virtualClock();
  const tenants: Tenant[] = [];
  const counts = { exchanges: 0, calls: 0, files: 0 };
  let isMoving = false;

  const isIdle = () => {
    if (counts.files > 0) return false;
    if (counts.exchanges === 0) return counts.calls === 0;
    return counts.exchanges <= tenants.reduce((held, tenant) => held + tenant.heldRequests, 0);
  };
  const move = async () => {
    if (isMoving) return;
    isMoving = true;
    try {
      do await settled(TURNS);
      while (isIdle() && clock.step());
    } finally {
      isMoving = false;
    }
  };
  const atWork = (kind: keyof typeof counts): AtWork => ({
    began: () => void counts[kind]++,
    ended() {
      counts[kind]--;
      void move();
    },
  });

  const tenantWorld = {
    now: clock.now,
    random: seededRandom(`tenant ${seed}`),
    schedule(ms: number, run: () => void) {
      void move();
      return clock.schedule(ms, run);
    },
  };
  return {
    world: {
      now: () => Math.floor(clock.now()),
      elapsed: clock.now,
      random: seededRandom(`run ${seed}`),
      sleep(ms, signal) {
        void move();
        return clock.sleep(ms, signal);
      },
      disk: watched(disk, atWork('files')),
      processes: watched(realWorld.processes, atWork('files')),
    },
    dispatcher: new Agent().compose(counting(atWork('exchanges'))),
    watch: (target) => watched(target, atWork('calls')),
    async startTenant(options = {}) {
      const simulator = await startSimulator({ ...options, world: tenantWorld });
      tenants.push(simulator.tenant);
      return simulator;
    },
  };
}

/** Counts a request from when it is handed over until its answer is whole, or it has failed. */
function counting({ began, ended }: AtWork): Dispatcher.DispatcherComposeInterceptor {
  return (dispatch) => (options, handler) => {
    let isOver = false;
    const over = () => {
      if (!isOver) ended();
      isOver = true;
    };
    began();
    return dispatch(options, {
      onRequestStart: (...start) => handler.onRequestStart?.(...start),
      onRequestUpgrade: (...upgrade) => handler.onRequestUpgrade?.(...upgrade),
      onResponseStart: (...head) => handler.onResponseStart?.(...head),
      onResponseData: (...block) => handler.onResponseData?.(...block),
      onResponseEnd(...end) {
        over();
        handler.onResponseEnd?.(...end);
      },
      onResponseError(...error) {
        over();
        handler.onResponseError?.(...error);
      },
    });
  };
}
