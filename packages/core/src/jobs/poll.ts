import { RowferryError } from '../contract/errors.ts';
import type { Job } from '../contract/job.ts';
import { isOver } from '../contract/job-phase.ts';
import { isMissing } from '../contract/target-error.ts';
import type { JobTimes } from './job-times.ts';
import { naps } from './naps.ts';
import { pollPlan } from './poll-plan.ts';
import type { Requests } from './requests.ts';
import { look, type Waiting, type WaitLimits } from './waiting.ts';

/** Waits for jobs; one list call serves all of them. */
export interface Poller {
  /**
   * Resolves with the job in its final status; `vanished` if the target no longer knows it. `rows`: those of its
   * file, by which its time is foreseen.
   */
  wait(job: Job, rows: number): Promise<Job>;
}
const PAGE_SIZE = 100;

/** `times` learns from each job. */
export function poller(requests: Requests, limits: WaitLimits, times: JobTimes): Poller {
  const { target, signal, send, sleep, wait, elapsed, quota } = requests;
  const waiting = new Map<string, Waiting & { readonly rows: number }>();
  const plan = pollPlan(elapsed);
  let isPolling = false;
  const { pause, wake } = naps(signal);

  const see = (id: string, one: Waiting & { readonly rows: number }, job: Job | undefined) => {
    const over = look(one, job, elapsed(), limits);
    if (over === undefined) return;
    waiting.delete(id);
    if (over instanceof RowferryError) {
      one.reject(over);
      return;
    }
    times.add(one.rows, elapsed() - one.since);
    one.resolve(over);
  };
  const poll = async () => {
    const query = { pageSize: PAGE_SIZE };
    plan.looked();
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
        const jobs = [...waiting.values()].map(({ since, rows }) => ({
          ageMs: now - since,
          usualMs: times.usualMs(rows),
        }));
        const [delayMs, leftMs] = [plan.delayMs(jobs, times.spread), quota?.pollGapMs() ?? 0];
        // Another job that begins to wait may need the next look earlier.
        const isDue = await pause((until) =>
          leftMs > delayMs ? wait('quota', leftMs, until) : sleep(delayMs, until),
        );
        if (isDue) await poll();
      }
    } catch (error) {
      for (const one of waiting.values()) one.reject(error);
      waiting.clear();
    } finally {
      isPolling = false;
    }
  };
  return {
    async wait(job, rows) {
      if (isOver(job)) return job;
      return new Promise((resolve, reject) => {
        const since = elapsed();
        const one = { since, seen: job, changedAt: since, missingSince: undefined };
        waiting.set(job.id, { ...one, rows, resolve, reject });
        wake();
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
