import { RowferryError } from '../contract/errors.ts';
import type { Job } from '../contract/job.ts';
import { mayBePending } from '../contract/job-status.ts';
import type { Target } from '../contract/target.ts';
import type { Journal } from '../journal/journal.ts';
import type { OpenCreate } from '../journal/open-chunk.ts';
import type { RunState } from '../journal/run-state.ts';
import type { Canceller } from './cancel.ts';
import { jobPages } from './job-pages.ts';
import { loginIdOf } from './login-id.ts';
import type { Requests } from './requests.ts';
import { SLACK_MS, type TargetClock } from './target-clock.ts';

/** A create without a reliable answer: it may have left a pending job, which occupies a slot. */
export interface LostCreate {
  readonly chunk: number;
  /** When it was journaled, by the target's clock. */
  readonly at: number;
  /** When it was sent, by `elapsed`, which does not jump. */
  readonly sentAt: number;
  /** How far the target's clock may have been ahead of `at`. */
  readonly slackMs: number;
}

/** Runs work while no create is on its way. */
export type Alone = <T>(work: () => Promise<T>) => Promise<T>;

/** How many jobs are remembered; older ones cannot be in the time window of a create that is still open. */
const KNOWN_MAX = 1_000;

/** What `LostCreates` needs. */
export interface LostCreatesParts {
  readonly requests: Requests;
  readonly canceller: Canceller;
  readonly journal: Journal;
  readonly clock: TargetClock;
  /** How long a request may still arrive after it was sent. */
  readonly orphanGraceSeconds: number;
}

/** Finds and cancels the jobs that lost creates may have left. */
export class LostCreates {
  readonly #parts: LostCreatesParts;
  readonly #graceMs: number;
  readonly #open: Set<LostCreate>;
  readonly #known: Set<string>;
  #creator: string | undefined;

  constructor(parts: LostCreatesParts) {
    const { requests, journal, clock, orphanGraceSeconds } = parts;
    const { creates, login } = journal.state;
    this.#parts = parts;
    this.#graceMs = orphanGraceSeconds * 1000;
    this.#open = new Set(creates.map((one) => ofEarlierProcess(one, requests.elapsed(), clock)));
    this.#known = jobsOf(journal.state);
    this.#creator = loginIdOf(login);
  }

  /** Whether an answer has shown which login is ours. */
  get knowsLogin(): boolean {
    return this.#creator !== undefined;
  }

  /** Lost creates that are not accounted for. */
  get openCount(): number {
    return this.#open.size;
  }

  /** Adds the job of an answered create to the known jobs. */
  answered(job: Job): void {
    const known = this.#known;
    known.add(job.id);
    if (known.size > KNOWN_MAX) known.delete(known.values().next().value as string);
    this.#creator ??= loginIdOf(job.createdById);
  }

  /** Remembers a lost create until it is accounted for. */
  async remember(lost: Omit<LostCreate, 'slackMs'>): Promise<void> {
    const { journal, clock } = this.#parts;
    this.#open.add({ ...lost, slackMs: clock.slackMs });
    await journal.append({ type: 'create-lost', chunk: lost.chunk, at: lost.at });
  }

  /**
   * Resolves when no remembered create of the chunk can have left a job. The caller keeps its slot until
   * then. Rejects with `CREATE_LOST` if another program with the same login, or a login that is not known, makes
   * this undecidable.
   * `alone` runs each check while no create is on its way.
   */
  async account(chunk: number, alone: Alone): Promise<void> {
    const ours = [...this.#open].filter((one) => one.chunk === chunk);
    for (const lost of ours) await this.#close(lost, alone);
  }

  /** Accounts for every remembered create. No other create may be sent until this resolves. */
  async accountAll(): Promise<void> {
    for (const lost of [...this.#open]) await this.#close(lost, (work) => work());
  }

  /** Whether a remembered create seems to have left a job; before the login is known, it may be anyone's. */
  async mayHaveLeftJobs(): Promise<boolean> {
    return (await this.#candidates()).length > 0;
  }

  async #close(lost: LostCreate, alone: Alone): Promise<void> {
    const { requests, journal } = this.#parts;
    while (this.#open.has(lost)) {
      const waitMs = await alone(() => this.#look(lost));
      if (waitMs === undefined) break;
      await requests.sleep(Math.max(waitMs, 1));
    }
    if (!this.#open.delete(lost)) return;
    await journal.append({ type: 'accounted', chunk: lost.chunk, at: lost.at });
  }

  /** Milliseconds until the next look makes sense; `undefined` when the create is accounted for. */
  async #look(lost: LostCreate): Promise<number | undefined> {
    const { requests, canceller, clock } = this.#parts;
    const graceMs = this.#graceMs;
    const sinceMs = requests.elapsed() - lost.sentAt;
    if (sinceMs < graceMs) return graceMs - sinceMs;
    const candidates = await this.#candidates();
    const ours = candidates.filter((job) => this.#isCandidate(job, lost));
    if (ours.length === 0) return undefined;
    if (this.#creator === undefined || candidates.length > this.#open.size) {
      throw unclear(candidates, this.#creator);
    }
    const createdAt = ours.map((job) => Date.parse(job.createdDate ?? '') || lost.at + graceMs);
    const waitMs = Math.max(...createdAt) + graceMs - clock.now();
    if (waitMs > 0) return waitMs;
    for (const job of ours) {
      await canceller.cancel(job.id);
      // It has ended or is gone, but a list that lags may still show it for a while.
      this.#known.add(job.id);
    }
    return 0;
  }

  async #candidates(): Promise<Job[]> {
    const seen = await pendingJobs(this.#parts.requests);
    return seen.filter((job) => [...this.#open].some((one) => this.#isCandidate(job, one)));
  }

  #isCandidate(job: Job, { at, slackMs }: LostCreate): boolean {
    return (
      !this.#known.has(job.id) &&
      isSameKind(job, this.#parts.requests.target) &&
      mayBePending(job.status) &&
      (this.#creator === undefined || loginIdOf(job.createdById) === this.#creator) &&
      isCreatedWithin(job, at - SLACK_MS, at + this.#graceMs + slackMs)
    );
  }
}

/** The jobs of the run that may still be listed as pending. */
function jobsOf({ vanished, chunks }: RunState): Set<string> {
  const ids = [...chunks.values()].flatMap(({ job }) => job?.id ?? []);
  return new Set([...vanished, ...ids]);
}

/** A create of an earlier process. It was sent soon after it was journaled. */
function ofEarlierProcess(
  { chunk, at, slackMs }: OpenCreate,
  now: number,
  clock: TargetClock,
): LostCreate {
  const sinceMs = Math.max(0, clock.now() - at - slackMs - SLACK_MS);
  return { chunk, at, sentAt: now - sinceMs, slackMs: slackMs + SLACK_MS };
}

/** Lists all pending jobs of the tenant, whoever created them. */
async function pendingJobs(requests: Requests): Promise<Job[]> {
  const seen: Job[] = [];
  for await (const jobs of jobPages(requests, { status: 'pending' })) seen.push(...jobs);
  return seen;
}

function isSameKind(job: Job, { object, operation }: Target): boolean {
  return job.object === object && job.operation === operation;
}

/** A date that cannot be parsed may be any date. */
function isCreatedWithin({ createdDate }: Job, from: number, to: number): boolean {
  const created = Date.parse(createdDate ?? '');
  return Number.isNaN(created) || (created >= from && created <= to);
}

const SHARED =
  'another program seems to use the same login; cancel those that belong to no other program, then resume';
const UNANSWERED =
  'no create of this run was ever answered, so its login is not known; cancel those that no other ' +
  'program created, then resume';

function unclear(candidates: readonly Job[], creator: string | undefined): RowferryError {
  const why = creator === undefined ? UNANSWERED : SHARED;
  const ids = candidates.map((job) => job.id).join(', ');
  return new RowferryError(
    'CREATE_LOST',
    `a create gave no reliable answer, and it cannot be known which of these pending jobs it created: ${ids}; ${why}`,
  );
}
