import { RowferryError } from '../contract/errors.ts';
import { mayBePending } from '../contract/job-status.ts';
import type { Job, Target } from '../contract/target.ts';
import type { Journal } from '../journal/journal.ts';
import type { OpenCreate } from '../journal/open-chunk.ts';
import type { RunState } from '../journal/state.ts';
import type { Canceller } from './cancel.ts';
import { jobPages } from './job-pages.ts';
import { folded } from './login.ts';
import type { Requests } from './requests.ts';
import { SLACK_MS, type TargetClock } from './target-clock.ts';

/** A create whose answer was lost: it may have left a pending job, which holds a slot. */
export interface LostCreate {
  readonly chunk: number;
  /** When it was journaled, by the target's clock. */
  readonly at: number;
  /** When it was sent, by `elapsed`, which does not jump. */
  readonly sentAt: number;
  /** How far the target's clock may have been ahead of `at`. */
  readonly slackMs: number;
}

/** Finds and cancels what lost creates left behind. */
export interface LostCreates {
  /** Whether an answer has shown which login is ours. */
  readonly knowsLogin: boolean;
  /** Lost creates that are not accounted for. */
  readonly openCount: number;
  /** Tells of an answered create: its job is known from now on. */
  answered(job: Job): void;
  /** Remembers a lost create until it is accounted for. */
  remember(lost: Omit<LostCreate, 'slackMs'>): Promise<void>;
  /**
   * Resolves when no remembered create that the caller answers for can leave anything behind; the
   * caller holds their slot until then. Rejects with `CREATE_LOST` where another program with the
   * same login makes it undecidable. `alone` runs a look while no create is on its way.
   */
  account(chunk: number, alone: Alone): Promise<void>;
  /** The same for every create that is still remembered, while no other is sent. */
  accountAll(): Promise<void>;
  /** Whether a remembered create seems to have left a job; before a login is known, it may be anybody's. */
  mayHaveLeftJobs(): Promise<boolean>;
}

/** Runs work while no create is on its way. */
export type Alone = <T>(work: () => Promise<T>) => Promise<T>;

/** Older jobs of the run cannot lie in the window of a create that is still open. */
const KNOWN_MAX = 1_000;

/** `graceSeconds` is how long a request that was sent may still arrive. */
export function lostCreates(
  requests: Requests,
  canceller: Canceller,
  journal: Journal,
  clock: TargetClock,
  graceSeconds: number,
): LostCreates {
  const { target, elapsed } = requests;
  const { state } = journal;
  const graceMs = graceSeconds * 1000;
  const open = new Set<LostCreate>(state.creates.map((one) => recovered(one, elapsed(), clock)));
  const known = jobsOf(state);
  let creator = folded(state.login);

  const isCandidate = (job: Job, lost: LostCreate) =>
    !known.has(job.id) &&
    isLike(job, target) &&
    mayBePending(job.status) &&
    (creator === undefined || folded(job.createdById) === creator) &&
    isCreatedWithin(job, lost.at - SLACK_MS, lost.at + graceMs + lost.slackMs);
  const candidatesNow = async () => {
    const seen = await pendingJobs(requests);
    return seen.filter((job) => [...open].some((one) => isCandidate(job, one)));
  };
  /** Milliseconds until it is worth looking again; `undefined` when the create is accounted for. */
  const look = async (lost: LostCreate): Promise<number | undefined> => {
    const sinceMs = elapsed() - lost.sentAt;
    if (sinceMs < graceMs) return graceMs - sinceMs;
    const candidates = await candidatesNow();
    const ours = candidates.filter((job) => isCandidate(job, lost));
    if (ours.length === 0) return undefined;
    if (creator === undefined || candidates.length > open.size) throw unclear(candidates, creator);
    const born = ours.map((job) => Date.parse(job.createdDate ?? '') || lost.at + graceMs);
    const waitMs = Math.max(...born) + graceMs - clock.now();
    if (waitMs > 0) return waitMs;
    for (const job of ours) {
      await canceller.cancel(job.id);
      // It has ended, or is gone: a list that lags may still show it for a while.
      known.add(job.id);
    }
    return 0;
  };
  const close = async (lost: LostCreate, alone: Alone) => {
    while (open.has(lost)) {
      const waitMs = await alone(() => look(lost));
      if (waitMs === undefined) break;
      await requests.sleep(Math.max(waitMs, 1));
    }
    if (!open.delete(lost)) return;
    await journal.append({ type: 'accounted', chunk: lost.chunk, at: lost.at });
  };
  return {
    get knowsLogin() {
      return creator !== undefined;
    },
    get openCount() {
      return open.size;
    },
    answered(job) {
      known.add(job.id);
      if (known.size > KNOWN_MAX) known.delete(known.values().next().value as string);
      creator ??= folded(job.createdById);
    },
    async remember(lost) {
      open.add({ ...lost, slackMs: clock.slackMs });
      await journal.append({ type: 'create-lost', chunk: lost.chunk, at: lost.at });
    },
    async account(chunk, alone) {
      for (const lost of [...open].filter((one) => one.chunk === chunk)) await close(lost, alone);
    },
    async accountAll() {
      for (const lost of [...open]) await close(lost, (work) => work());
    },
    async mayHaveLeftJobs() {
      return (await candidatesNow()).length > 0;
    },
  };
}

/** The jobs of the run that may still be listed as pending. */
function jobsOf({ vanished, chunks }: RunState): Set<string> {
  const ids = [...chunks.values()].flatMap(({ job }) => job?.id ?? []);
  return new Set([...vanished, ...ids]);
}

/** A create of an earlier process. It was sent soon after it was announced. */
function recovered(
  { chunk, at, slackMs }: OpenCreate,
  now: number,
  clock: TargetClock,
): LostCreate {
  const sinceMs = Math.max(0, clock.now() - at - slackMs - SLACK_MS);
  return { chunk, at, sentAt: now - sinceMs, slackMs: slackMs + SLACK_MS };
}

/** A full list of the tenant's pending jobs, whoever made them. */
async function pendingJobs(requests: Requests): Promise<Job[]> {
  const seen: Job[] = [];
  for await (const jobs of jobPages(requests, { status: 'pending' })) seen.push(...jobs);
  return seen;
}

function isLike(job: Job, { object, operation }: Target): boolean {
  return job.object === object && job.operation === operation;
}

/** A date that cannot be read may be any. */
function isCreatedWithin({ createdDate }: Job, from: number, to: number): boolean {
  const created = Date.parse(createdDate ?? '');
  return Number.isNaN(created) || (created >= from && created <= to);
}

const SHARED =
  'another program seems to use the same login; cancel the job that is nobody else’s, then resume';
const UNANSWERED =
  'no create of this run was ever answered, so its login is not known; cancel those that are nobody ' +
  'else’s, then resume';

function unclear(candidates: readonly Job[], creator: string | undefined): RowferryError {
  const why = creator === undefined ? UNANSWERED : SHARED;
  const ids = candidates.map((job) => job.id).join(', ');
  return new RowferryError(
    'CREATE_LOST',
    `the answer to a create was lost, and it cannot be known which of these pending jobs it created: ${ids}; ${why}`,
  );
}
