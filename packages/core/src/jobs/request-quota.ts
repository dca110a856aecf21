import { RowferryError } from '../contract/errors.ts';
import type { Quota, QuotaLimit } from '../contract/quota.ts';
import type { World } from '../host/world.ts';
import type { Journal } from '../journal/journal.ts';
import type { SentRequests } from '../journal/sent-requests.ts';

/** The run's part of the requests that the target allows. */
export interface RequestQuota {
  /** Counts a request, by what its answer says. */
  readonly answered: (quota: Quota) => void;
  /**
   * Resolves when the run may begin another job. Its share of an hour may be used up, but for the tenth that the jobs
   * need that run: then it waits. Rejects with `QUOTA_SPENT` if that would take more than an hour, as where the share
   * of a day is used up.
   */
  admit(wait: (ms: number) => Promise<void>): Promise<void>;
  /** The least time between two list calls, which get a tenth of what is left. */
  pollGapMs(): number;
  /** Journals what was counted since the last time. */
  readonly save: () => Promise<void>;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
/** An hour's requests are waited for. */
const WAIT_MAX_MS = HOUR_MS + MINUTE_MS;
/** The part of the requests left that goes into asking whether jobs have ended. */
const POLL_SHARE = 0.1;
/** The part of the run's share that is kept for the jobs that run. */
const ENDING_SHARE = 0.1;

/** `share`: the part of each hour's and each day's requests that the run may use. */
export function requestQuota(
  { now }: Pick<World, 'now'>,
  journal: Pick<Journal, 'state' | 'append'>,
  share: number,
): RequestQuota {
  let last: Quota | undefined;
  let current = { at: now(), count: 0 };

  const save = async () => {
    if (current.count === 0) return;
    const saved = current;
    current = { at: now(), count: 0 };
    await journal.append({ type: 'requests', ...saved });
  };
  const waitMs = (limit: QuotaLimit) => {
    const counts = [...journal.state.sentRequests, current];
    const allowed = limit.requests * share * (1 - ENDING_SHARE);
    return untilBelow(Math.max(1, allowed), limit.periodMs, counts, now());
  };
  return {
    answered(quota) {
      last = quota;
      current.count++;
    },
    async admit(wait) {
      if (last === undefined) return;
      if (now() - current.at >= MINUTE_MS) await save();
      for (;;) {
        // Minutes are short: who sends too much in one is refused, and waits for the next.
        const limits = last.limits.filter(({ periodMs }) => periodMs >= HOUR_MS);
        const [longest] = limits
          .map((limit) => ({ limit, ms: waitMs(limit) }))
          .sort((a, b) => b.ms - a.ms);
        if (longest === undefined || longest.ms === 0) return;
        if (longest.ms > WAIT_MAX_MS) throw spent(longest.limit, share, now() + longest.ms);
        await wait(longest.ms);
      }
    },
    pollGapMs() {
      if (last === undefined) return 0;
      return Math.min(last.resetMs, last.resetMs / (last.remaining * POLL_SHARE));
    },
    save,
  };
}

/** Milliseconds until the requests of the last period are fewer than `allowed`; 0 if they are. */
function untilBelow(
  allowed: number,
  periodMs: number,
  counts: readonly SentRequests[],
  now: number,
): number {
  const within = counts.filter(({ at }) => at > now - periodMs);
  let used = within.reduce((sum, { count }) => sum + count, 0);
  for (const { at, count } of within) {
    if (used < allowed) return 0;
    used -= count;
    // The requests of an entry were sent within a minute from its time on.
    if (used < allowed) return at + periodMs + MINUTE_MS - now;
  }
  return used < allowed ? 0 : periodMs;
}

function spent({ requests, periodMs }: QuotaLimit, share: number, until: number): RowferryError {
  const hours = periodMs / HOUR_MS;
  const period = hours === 24 ? 'a day' : hours === 1 ? 'an hour' : `${hours} hours`;
  const part = `${Math.round(share * 100)} % of the ${requests} requests that the tenant allows in ${period}`;
  return new RowferryError(
    'QUOTA_SPENT',
    `the run has sent ${part}; resume after ${new Date(until).toISOString()}, or raise \`jobs.quotaShare\``,
  );
}
