import pLimit, { type LimitFunction } from 'p-limit';
import type { Chunk } from '../chunks/chunk.ts';
import { RowferryError, TargetError } from '../contract/errors.ts';
import type { Job } from '../contract/target.ts';
import type { World } from '../host/world.ts';
import type { Journal } from '../journal/journal.ts';
import { FULL_CAP_MS, fullDelayMs, isTenantFull } from './backoff.ts';
import { AT_THE_END, type Canceller } from './cancel.ts';
import type { LostCreates } from './lost-creates.ts';
import { type AfterFailure, exhausted, type Requests } from './requests.ts';
import { SLACK_MS, type TargetClock } from './target-clock.ts';

/** What creating jobs takes. */
export interface CreatorParts {
  readonly world: Pick<World, 'elapsed' | 'sleep' | 'random'>;
  /** Those of the clean-up: an answer is waited for though the disk fails, since a known job can be cancelled. */
  readonly requests: Requests;
  readonly lost: LostCreates;
  readonly journal: Journal;
  readonly clock: TargetClock;
  readonly canceller: Canceller;
  /** Of the run. */
  readonly signals: { readonly soft: AbortSignal; readonly hard: AbortSignal };
  /** Creates that may be lost for one chunk. */
  readonly attemptsMax: number;
  /** How long a request that was sent may still arrive. */
  readonly graceSeconds: number;
}

/** Creates that may be lost before any is answered: more, and the run stops rather than leave jobs. */
const LOST_FIRST_MAX = 3;
/** Two minutes of a full tenant, in which others' jobs had the time to end. */
const FULL_UNKNOWN_MAX = 7;
const ANNOUNCEMENTS_MAX = 3;

/**
 * Where jobs come from. Creates go one at a time: so the first one is answered before any other is sent,
 * and a job left behind by a lost answer is never mistaken for one whose answer is still on its way.
 */
export class JobCreator {
  readonly #parts: CreatorParts;
  readonly #alone: LimitFunction = pLimit(1);
  #isRecovered = false;
  #notBefore = 0;
  #fullInARow = 0;

  constructor(parts: CreatorParts) {
    this.#parts = parts;
  }

  /** Gives a pending job for a chunk, however long the tenant is full. */
  create(chunk: Chunk): Promise<Job> {
    const { requests, lost, journal, world, signals, attemptsMax } = this.#parts;
    const account = () => lost.account(chunk.number, this.#alone);
    let lostTries = 0;
    let fullTries = 0;
    const onFailure = async (error: TargetError): Promise<AfterFailure<Job>> => {
      const { failure, category } = error;
      if (isLost(error)) {
        await account();
        if (++lostTries >= attemptsMax) throw exhausted('create', lostTries, error);
        return { restartInMs: 0 };
      }
      await journal.append({ type: 'uncreated', chunk: chunk.number });
      if (!isTenantFull(failure, category)) return undefined;
      // Waiting for a slot spends nothing: others may use the tenant for hours.
      const restartInMs = fullDelayMs(failure, ++fullTries, world.random());
      // What fills the tenant may be left of our own first create: nothing would ever end that.
      if (!lost.knowsLogin && fullTries > FULL_UNKNOWN_MAX) await account();
      return { restartInMs };
    };
    const onEnd = async (end: Error) => refused(end);
    const tries = { isSafe: false, waits: signals.soft, onFailure, onEnd };
    return requests.send('create', () => this.#alone(() => this.#sendAlone(chunk)), tries);
  }

  /** Accounts for the lost creates of chunks that stopped before they could. */
  accountAll(): Promise<void> {
    return this.#alone(() => this.#parts.lost.accountAll());
  }

  /** Lets the next create wait, as after an answer that the tenant is full. */
  tenantWasFull(): void {
    const { elapsed, random } = this.#parts.world;
    const hadRoomSince = elapsed() > 2 * FULL_CAP_MS + this.#notBefore;
    this.#fullInARow = hadRoomSince ? 1 : this.#fullInARow + 1;
    this.#notBefore = elapsed() + fullDelayMs({ answer: 'refused' }, this.#fullInARow, random());
  }

  async #sendAlone(chunk: Chunk): Promise<Job> {
    const { lost } = this.#parts;
    if (!lost.knowsLogin) return await this.#sendFirst(chunk);
    // What an earlier process lost may hold a slot, for whatever chunk it was.
    if (!this.#isRecovered) await lost.accountAll();
    this.#isRecovered = true;
    return await this.#send(chunk);
  }

  /**
   * The first create of a run. A job that a lost answer may have left can only be distinguished from
   * others' when an answer says which login is ours: so another is sent, with nobody else's on its way.
   */
  async #sendFirst(chunk: Chunk): Promise<Job> {
    const { lost, world, signals, graceSeconds } = this.#parts;
    for (;;) {
      // Rejects, unless the jobs that these may have left are gone.
      if (lost.openCount >= LOST_FIRST_MAX) await lost.accountAll();
      const sent = await this.#send(chunk).catch(targetErrorOf);
      if (!(sent instanceof TargetError)) return await this.#firstOf(sent);
      if (lost.knowsLogin) await lost.accountAll();
      if (lost.knowsLogin || !isLost(sent) || lost.openCount >= LOST_FIRST_MAX) throw sent;
      await world.sleep(graceSeconds * 1000, signals.hard);
      if (!(await lost.mayHaveLeftJobs())) throw sent;
    }
  }

  /** The first job, once what other chunks lost before is accounted for: nobody else would do that. */
  async #firstOf(job: Job): Promise<Job> {
    const { lost, canceller } = this.#parts;
    try {
      await lost.accountAll();
      return job;
    } catch (error) {
      // Nobody else would cancel this job; the first error is the one to report.
      await canceller.cancel(job.id, AT_THE_END).catch(() => {});
      throw error;
    }
  }

  async #send(chunk: Chunk): Promise<Job> {
    const { world, requests, lost, journal, clock, signals } = this.#parts;
    signals.soft.throwIfAborted();
    const waitMs = this.#notBefore - world.elapsed();
    if (waitMs > 0) await world.sleep(waitMs, signals.soft);
    const { at, sentAt } = await announce(chunk.number, world, journal, clock);
    try {
      const job = await requests.target.create({ signal: requests.signal });
      lost.answered(job);
      clock.set(job.answeredAt, world.elapsed() - sentAt);
      return job;
    } catch (error) {
      requests.signal.throwIfAborted();
      if (isLost(error)) await lost.remember({ chunk: chunk.number, at, sentAt });
      throw error;
    }
  }
}

function targetErrorOf(error: unknown): TargetError {
  if (error instanceof TargetError) return error;
  throw error;
}

/** No answer, unless it says that the tenant is full. */
function isLost(error: unknown): boolean {
  if (!(error instanceof TargetError)) return false;
  const { failure, category } = error;
  return failure.answer === 'lost' && !isTenantFull(failure, category);
}

/** A create is sent soon after it is announced: where the disk was slow, it is announced again. */
async function announce(
  chunk: number,
  world: Pick<World, 'elapsed'>,
  journal: Journal,
  clock: TargetClock,
) {
  for (let tries = 1; ; tries++) {
    const at = clock.now();
    const sentAt = world.elapsed();
    await journal.append({ type: 'creating', chunk, at, slackMs: clock.slackMs });
    const isSoon = world.elapsed() - sentAt <= SLACK_MS;
    if (isSoon || tries === ANNOUNCEMENTS_MAX) return { at, sentAt };
    await journal.append({ type: 'uncreated', chunk });
  }
}

function refused(end: Error): Error {
  if (!(end instanceof TargetError)) return end;
  const message = `the target refuses to create jobs: ${end.message}`;
  return new RowferryError('CREATE_REFUSED', message, { cause: end });
}
