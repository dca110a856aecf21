import { RowferryError } from '../contract/errors.ts';
import type { Job } from '../contract/job.ts';
import { isOver } from '../contract/job-phase.ts';
import { isMissing } from '../contract/target-error.ts';
import type { JobTimes } from './job-times.ts';
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
  let isPolling = false;

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
        const [delayMs, leftMs] = [pollDelayMs(jobs), quota?.pollGapMs() ?? 0];
        await (leftMs > delayMs ? wait('quota', leftMs, signal) : sleep(delayMs));
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
    async wait(job, rows) {
      if (isOver(job)) return job;
      return new Promise((resolve, reject) => {
        const since = elapsed();
        const one = { since, seen: job, changedAt: since, missingSince: undefined };
        waiting.set(job.id, { ...one, rows, resolve, reject });
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

const GAP_MIN_MS = 250;
const GAP_MAX_MS = 120_000;

/** A job that runs: its age, and how long such jobs usually take, as far as that is known. */
interface RunningJob {
  readonly ageMs: number;
  readonly usualMs: number | undefined;
}

/**
 * Milliseconds until the next list call. Nobody looks for a job in the first half of its usual time. Then it costs
 * its slot half of the gap between two looks, which is a 25th of its time: 2 % of it. Short jobs lose more, long ones less.
 */
export function pollDelayMs(jobs: readonly RunningJob[]): number {
  const delays = jobs.map(({ ageMs, usualMs = 0 }) =>
    Math.max(gapMs(Math.max(ageMs, usualMs)), usualMs / 2 - ageMs),
  );
  return Math.min(...delays);
}

/** The time between two looks at a job that takes so long: an eighth of it, up to half a second, and so on. */
function gapMs(tookMs: number): number {
  const shareMs = Math.max(
    Math.min(tookMs / 8, 500),
    Math.min(tookMs / 25, 10_000),
    Math.min(tookMs / 30, GAP_MAX_MS),
  );
  return Math.max(GAP_MIN_MS, shareMs);
}
