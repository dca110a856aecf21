import type { Job } from '../contract/job.ts';
import { mayBePending } from '../contract/job-status.ts';
import type { Journal } from '../journal/journal.ts';
import type { RunState } from '../journal/run-state.ts';
import type { Canceller } from './cancel.ts';
import { isCreatedWithin, isSameKind, pendingJobs } from './job-pages.ts';
import { loginIdOf } from './login-id.ts';
import { type LostCreate, recovered, unclear } from './lost-create.ts';
import type { Requests } from './requests.ts';
import { SLACK_MS, type TargetClock } from './target-clock.ts';

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
  readonly graceSeconds: number;
}

/** Finds and cancels the jobs that lost creates may have left. */
export class LostCreates {
  readonly #parts: LostCreatesParts;
  readonly #graceMs: number;
  readonly #open: Set<LostCreate>;
  readonly #known: Set<string>;
  #creator: string | undefined;

  constructor(parts: LostCreatesParts) {
    const { requests, journal, clock, graceSeconds } = parts;
    const { creates, login } = journal.state;
    this.#parts = parts;
    this.#graceMs = graceSeconds * 1000;
    this.#open = new Set(creates.map((one) => recovered(one, requests.elapsed(), clock)));
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
   * then. Rejects with `CREATE_LOST` if another program with the same login makes this impossible to know.
   * `alone` runs each check while no create is on its way.
   */
  async account(chunk: number, alone: Alone): Promise<void> {
    const ours = [...this.#open].filter((one) => one.chunk === chunk);
    for (const lost of ours) await this.#close(lost, alone);
  }

  /** Does the same for every create that is still remembered. The caller sends no other meanwhile. */
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
