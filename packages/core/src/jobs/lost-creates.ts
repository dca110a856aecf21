import { RowferryError } from '../contract/errors.ts';
import type { Job } from '../contract/job.ts';
import { mayBeWaiting } from '../contract/job-phase.ts';
import type { Target } from '../contract/target.ts';
import type { Journal } from '../journal/journal.ts';
import type { RunState } from '../journal/run-state.ts';
import type { Canceller } from './cancel.ts';
import { jobPages } from './job-pages.ts';
import { loginIdOf } from './login-id.ts';
import { jobKey, type LostCreate, mayBeAllOfOthers, ofEarlierProcess } from './lost-create.ts';
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
  readonly orphanGraceSeconds: number;
  readonly runId: string;
}

/** Finds and cancels the jobs that lost creates may have left. */
export class LostCreates {
  readonly #parts: LostCreatesParts;
  readonly #graceMs: number;
  readonly #open: Set<LostCreate>;
  readonly #known: Set<string>;
  readonly #logins: Set<string>;
  /** For each job that was found, the lost creates that may have left it. */
  readonly #found: (readonly LostCreate[])[] = [];
  #isLoginKnown: boolean;

  constructor(parts: LostCreatesParts) {
    const { requests, journal, clock, orphanGraceSeconds } = parts;
    const { creates, logins } = journal.state;
    this.#parts = parts;
    this.#graceMs = orphanGraceSeconds * 1000;
    this.#open = new Set(creates.map((one) => ofEarlierProcess(one, requests.elapsed(), clock)));
    this.#known = jobsOf(journal.state);
    this.#logins = new Set([...logins].flatMap((one) => loginIdOf(one) ?? []));
    // A job that has our key is ours, whatever the login.
    this.#isLoginKnown = requests.target.traits.clientJobKey;
  }

  /** Whether an answer has shown which login this process has; it may be another one than before. */
  get knowsLogin(): boolean {
    return this.#isLoginKnown;
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
    const login = loginIdOf(job.createdBy);
    if (login === undefined) return;
    this.#logins.add(login);
    this.#isLoginKnown = true;
  }

  /** Remembers a lost create until it is accounted for. `sleptMs`: how long this machine slept meanwhile. */
  async remember(
    lost: Omit<LostCreate, 'slackMs' | 'isLoginKnown'>,
    sleptMs: number,
  ): Promise<void> {
    const { journal, clock } = this.#parts;
    const { chunk, number, at } = lost;
    const slackMs = clock.slackMs + sleptMs;
    this.#open.add({ ...lost, slackMs, isLoginKnown: undefined });
    await journal.append({ type: 'create-lost', chunk, number, at, slackMs });
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
    const { chunk, number, at } = lost;
    await journal.append({ type: 'accounted', chunk, number, at });
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
    // Another program's job may take its file at any moment: only one that has waited for the grace counts.
    const now = clock.now();
    const waitMs = Math.max(...ours.map((job) => this.#createdAt(job, lost))) + graceMs - now;
    if (waitMs > 0) return waitMs;
    const old = candidates.filter((job) => this.#createdAt(job, lost) + graceMs <= now);
    const byUs = ours
      .filter((job) => this.#isByUs(job))
      .toSorted((a, b) => this.#createdAt(a, lost) - this.#createdAt(b, lost));
    // An earlier process had one of the logins of the run, unless only jobs of others are there.
    const isOfEarlier = lost.isLoginKnown !== undefined;
    if (byUs.length === 0 || !(this.#isLoginKnown || isOfEarlier)) {
      throw unclear(candidates, UNANSWERED);
    }
    if (old.length > this.#open.size) throw unclear(old, SHARED);
    for (const job of byUs) {
      this.#found.push([...this.#open].filter((one) => this.#isCandidate(job, one)));
      await canceller.cancel(job.id);
      // It has ended or is gone, but a list that lags may still show it for a while.
      this.#known.add(job.id);
    }
    return 0;
  }

  #wasLoginKnown({ isLoginKnown = this.#isLoginKnown }: LostCreate): boolean {
    return isLoginKnown;
  }

  async #candidates(): Promise<Job[]> {
    const seen = await waitingJobs(this.#parts.requests);
    return seen.filter((job) => [...this.#open].some((one) => this.#isCandidate(job, one)));
  }

  #isCandidate(job: Job, lost: LostCreate): boolean {
    const { requests, runId } = this.#parts;
    const { target } = requests;
    if (this.#known.has(job.id) || !mayBeWaiting(job)) return false;
    if (target.traits.clientJobKey) return job.key === jobKey(runId, lost.number);
    // A create leaves one job, so one that left a job of ours left none of another login.
    const mayBeAnyones = !this.#wasLoginKnown(lost) && mayBeAllOfOthers(this.#found, lost);
    const mayBeOurs = mayBeAnyones || this.#isByUs(job);
    return isSameKind(job, target) && mayBeOurs && this.#isCreatedInTime(job, lost);
  }

  /** Whether one of our logins created it; a job that has our key is ours, whatever the login. */
  #isByUs({ createdBy }: Job): boolean {
    if (this.#parts.requests.target.traits.clientJobKey) return true;
    return this.#logins.has(loginIdOf(createdBy) ?? '');
  }

  /** A date that cannot be parsed may be any date. */
  #isCreatedInTime(job: Job, lost: LostCreate): boolean {
    const { at, slackMs } = lost;
    const datesSlackMs = Math.max(SLACK_MS, this.#parts.clock.dates.slackMs);
    const created = this.#createdAt(job, lost);
    const until = at + this.#graceMs + Math.max(slackMs, datesSlackMs);
    return created >= at - datesSlackMs && created <= until;
  }

  /** By the clock of the answers; the end of the time in which the create may have arrived if it is not known. */
  #createdAt({ createdAt = '' }: Job, { at }: LostCreate): number {
    const created = Date.parse(createdAt) - this.#parts.clock.dates.aheadMs;
    return Number.isNaN(created) ? at + this.#graceMs : created;
  }
}

/** The jobs of the run that may still be listed as waiting. */
function jobsOf({ vanished, chunks }: RunState): Set<string> {
  const ids = [...chunks.values()].flatMap(({ job }) => job?.id ?? []);
  return new Set([...vanished, ...ids]);
}

/** Lists all waiting jobs of the tenant, whoever created them. */
async function waitingJobs(requests: Requests): Promise<Job[]> {
  const seen: Job[] = [];
  for await (const jobs of jobPages(requests, { isWaiting: true })) seen.push(...jobs);
  return seen;
}

function isSameKind(job: Job, { object, operation }: Target): boolean {
  return job.object === object && job.operation === operation;
}

const SHARED =
  'another program seems to use the same login; cancel those that belong to no other program, then resume';
const UNANSWERED =
  'no create was answered in the process that sent it, so its login is not known; cancel those ' +
  'that no other program created, then resume';

function unclear(candidates: readonly Job[], why: string): RowferryError {
  const ids = candidates.map(({ id }) => id);
  return new RowferryError(
    'CREATE_LOST',
    `a create gave no reliable answer, and it cannot be known which of these waiting jobs it created: ${ids.join(', ')}; ${why}`,
    { jobs: ids },
  );
}
