import { RowferryError } from '../contract/errors.ts';
import type { Job } from '../contract/job.ts';
import { isOver } from '../contract/job-phase.ts';
import { isMissing } from '../contract/target-error.ts';
import type { Requests } from './requests.ts';
import { look, type Waiting, type WaitLimits } from './waiting.ts';

/** Waits for jobs; one list call serves all of them. */
export interface Poller {
  /** Resolves with the job in its final status; `vanished` if the target no longer knows it. */
  wait(job: Job): Promise<Job>;
}
const PAGE_SIZE = 100;

export function poller(requests: Requests, limits: WaitLimits): Poller {
  const { target, send, sleep, elapsed } = requests;
  const waiting = new Map<string, Waiting>();
  let typicalMs: number | undefined;
  let isPolling = false;

  const see = (id: string, one: Waiting, job: Job | undefined) => {
    const over = look(one, job, elapsed(), limits);
    if (over === undefined) return;
    waiting.delete(id);
    if (over instanceof RowferryError) {
      one.reject(over);
      return;
    }
    const tookMs = elapsed() - one.since;
    typicalMs = typicalMs === undefined ? tookMs : typicalMs * 0.7 + tookMs * 0.3;
    one.resolve(over);
  };
  const poll = async () => {
    const query = { pageSize: PAGE_SIZE };
    const page = await send('list', (options) => target.list(query, options));
    const listed = new Map(page.jobs.map((job) => [job.id, job]));
    for (const [id, one] of [...waiting]) {
      see(id, one, listed.get(id) ?? (await getOrMissing(id, requests)));
    }
  };
  const run = async () => {
    try {
      while (waiting.size > 0) {
        const now = elapsed();
        const ages = [...waiting.values()].map((one) => now - one.since);
        await sleep(pollDelayMs(ages, typicalMs));
        await poll();
      }
    } catch (error) {
      for (const one of waiting.values()) one.reject(error);
      waiting.clear();
    } finally {
      isPolling = false;
    }
  };
  return {
    async wait(job) {
      if (isOver(job)) return job;
      return new Promise((resolve, reject) => {
        const since = elapsed();
        const one = { since, seen: job, changedAt: since, missingSince: undefined };
        waiting.set(job.id, { ...one, resolve, reject });
        if (isPolling) return;
        isPolling = true;
        void run();
      });
    },
  };
}

async function getOrMissing(id: string, { send, target }: Requests): Promise<Job | undefined> {
  try {
    return await send('get', (options) => target.get(id, options));
  } catch (error) {
    if (!isMissing(error)) throw error;
    return undefined;
  }
}

const POLL_MIN_MS = 250;
const POLL_MAX_MS = 30_000;

/**
 * Milliseconds until the next list call. A job is listed when it is likely to have ended, and then less
 * and less often: each time after an eighth of its age.
 */
export function pollDelayMs(agesMs: readonly number[], typicalMs: number | undefined): number {
  const delays = agesMs.map((ageMs) =>
    typicalMs !== undefined && ageMs < typicalMs ? typicalMs - ageMs : ageMs / 8,
  );
  return Math.min(POLL_MAX_MS, Math.max(POLL_MIN_MS, Math.min(...delays)));
}
