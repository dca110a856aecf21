import pLimit, { type LimitFunction } from 'p-limit';
import type { Chunk } from '../chunks/chunk.ts';
import { cleanUpAfter } from '../contract/cleanup.ts';
import { RowferryError } from '../contract/errors.ts';
import type { Job } from '../contract/job.ts';
import { isRefusal, TargetError } from '../contract/target-error.ts';
import type { World } from '../host/world.ts';
import type { Journal } from '../journal/journal.ts';
import { announce } from './announce.ts';
import { exhausted } from './attempt-budget.ts';
import { FULL_CAP_MS, fullDelayMs } from './backoff.ts';
import { isTenantFull } from './full-tenant.ts';
import { jobKey } from './lost-create.ts';
import type { LostCreates } from './lost-creates.ts';
import type { AfterFailure, Requests } from './requests.ts';
import { SLACK_MS, type TargetClock } from './target-clock.ts';

/** What a `JobCreator` needs. */
export interface CreatorParts {
  readonly world: Pick<World, 'now' | 'elapsed' | 'sleep' | 'random'>;
  readonly runId: string;
  /**
   * The requests of the clean-up: they wait for an answer even if the disk fails or another process has
   * taken over the run, because a job that is known can be cancelled.
   */
  readonly requests: Requests;
  readonly lost: LostCreates;
  readonly journal: Journal;
  readonly clock: TargetClock;
  /** Cancels a job that is not in the journal, so that nothing else would cancel it. */
  readonly cancelUnjournaled: (id: string) => Promise<void>;
  /** The signals of the run. */
  readonly signals: { readonly soft: AbortSignal; readonly hard: AbortSignal };
  /** How many creates may be lost for one chunk. */
  readonly attemptsMax: number;
  /** How long a request may still arrive after it was sent. */
  readonly orphanGraceSeconds: number;
}

/** How many creates may be lost before one is answered; then the run stops, rather than leave more jobs. */
const LOST_FIRST_MAX = 3;
/** Seven answers, up to two minutes, in which jobs of other programs had time to end. */
const FULL_UNKNOWN_MAX = 7;

/**
 * Creates jobs, one at a time. So the first create is answered before any other is sent, and a job that
 * a lost answer left is never mistaken for a job whose answer is still on its way. Where jobs keep our key,
 * nothing can be mistaken, and creates go side by side.
 */
export class JobCreator {
  readonly #parts: CreatorParts;
  readonly #inTurn: LimitFunction;
  #hasAccounted = false;
  #notBefore = 0;
  #fullInARow = 0;

  constructor(parts: CreatorParts) {
    this.#parts = parts;
    const { clientJobKey } = parts.requests.target.traits;
    this.#inTurn = pLimit(clientJobKey ? Number.POSITIVE_INFINITY : 1);
  }

  /** Creates a job that waits for the chunk's file; waits for as long as the tenant is full. */
  create(chunk: Chunk): Promise<Job> {
    const { requests, lost, world, clock, signals, attemptsMax } = this.#parts;
    const account = () => lost.account(chunk.number, this.#inTurn);
    const failed = { lost: 0, full: 0, unexplained: 0 };
    const onFailure = async (error: TargetError): Promise<AfterFailure<Job>> => {
      const { failure } = error;
      // An answer that was lost may have left a job, whatever else it says.
      if (isLost(error)) await account();
      if (failure.meaning === 'full' && (await isTenantFull(requests, clock))) {
        failed.unexplained = 0;
        // Waiting for a slot costs neither attempts nor time: others may use the tenant for hours.
        const restartInMs = fullDelayMs(failure, ++failed.full, world.random());
        // A lost first create of our own may have left the job that fills the tenant: it would never end.
        if (!lost.knowsLogin && failed.full > FULL_UNKNOWN_MAX) await account();
        return { restartInMs, waitsFor: 'slot' };
      }
      if (isLost(error)) {
        if (++failed.lost >= attemptsMax) throw exhausted('create', failed.lost, error);
        return { restartInMs: 0, waitsFor: 'target' };
      }
      if (failure.meaning !== 'full') return undefined;
      // The list may lag, so the refusal is believed only after some attempts.
      if (++failed.unexplained >= attemptsMax) throw notFull(error);
      const restartInMs = fullDelayMs(failure, failed.unexplained, world.random());
      return { restartInMs, waitsFor: 'slot' };
    };
    const onEnd = async (end: Error) => refused(end);
    const attempts = { isSafe: false, waits: signals.soft, onFailure, onEnd };
    return requests.send('create', () => this.#inTurn(() => this.#sendAlone(chunk)), attempts);
  }

  /** Accounts for the lost creates whose chunks no longer wait. */
  accountAll(): Promise<void> {
    return this.#inTurn(() => this.#parts.lost.accountAll());
  }

  /** Whether a list of its jobs shows that the tenant is full. */
  isTenantFull(): Promise<boolean> {
    return isTenantFull(this.#parts.requests, this.#parts.clock);
  }

  /** Makes the next create wait, as after an answer that the tenant is full. */
  delayNext(): void {
    const { elapsed, random } = this.#parts.world;
    const hadRoomSince = elapsed() > 2 * FULL_CAP_MS + this.#notBefore;
    this.#fullInARow = hadRoomSince ? 1 : this.#fullInARow + 1;
    this.#notBefore = elapsed() + fullDelayMs({}, this.#fullInARow, random());
  }

  async #sendAlone(chunk: Chunk): Promise<Job> {
    const { lost } = this.#parts;
    if (!lost.knowsLogin) return await this.#sendFirst(chunk);
    // A create that an earlier process lost may occupy a slot, whichever chunk it was for.
    if (!this.#hasAccounted) await this.#accountAll();
    this.#hasAccounted = true;
    return await this.#send(chunk);
  }

  /**
   * Sends the first create of a process. A job that a lost answer may have left can be distinguished from
   * other programs' jobs only after an answer has shown which login is ours. So after a lost answer
   * another create is sent, while no other is on its way.
   */
  async #sendFirst(chunk: Chunk): Promise<Job> {
    const { lost, world, signals, orphanGraceSeconds } = this.#parts;
    for (;;) {
      // Rejects unless the jobs that these creates may have left are gone.
      if (lost.openCount >= LOST_FIRST_MAX) await this.#accountAll();
      const sent = await this.#send(chunk).catch(targetErrorOf);
      if (!(sent instanceof TargetError)) return await this.#firstOf(sent);
      if (lost.knowsLogin) await this.#accountAll();
      if (lost.knowsLogin || !isLost(sent) || lost.openCount >= LOST_FIRST_MAX) throw sent;
      await world.sleep(orphanGraceSeconds * 1000, signals.hard);
      if (!(await lost.mayHaveLeftJobs().catch(endOfRun))) throw sent;
    }
  }

  /** Accounts for lost creates, while a create is about to be sent or has just been answered. */
  async #accountAll(): Promise<void> {
    await this.#parts.lost.accountAll().catch(endOfRun);
  }

  /** Accounts for the lost creates of other chunks, then returns the first job. */
  async #firstOf(job: Job): Promise<Job> {
    const { cancelUnjournaled } = this.#parts;
    try {
      await this.#accountAll();
      return job;
    } catch (error) {
      // Nothing else would cancel this job.
      await cleanUpAfter(error, () => cancelUnjournaled(job.id));
      throw error;
    }
  }

  async #send(chunk: Chunk): Promise<Job> {
    const { world, requests, lost, journal, clock, signals, runId } = this.#parts;
    const { target, signal } = requests;
    signals.soft.throwIfAborted();
    const waitMs = this.#notBefore - world.elapsed();
    if (waitMs > 0) await requests.wait('slot', waitMs, signals.soft);
    if (clock.mayBeBehind) await askForTime(requests).catch(endOfRun);
    const create = await announce(chunk.number, this.#parts);
    const sleptBefore = world.now() - world.elapsed();
    const answered = clock.exchange();
    try {
      const request = { operation: target.operation, key: jobKey(runId, create.number) };
      const job = await target.create(request, { signal });
      lost.answered(job);
      answered(job.answeredAt);
      clock.compare(job.createdAt, job.answeredAt, world.elapsed() - create.sentAt);
      return job;
    } catch (error) {
      // A machine that slept meanwhile may have sent the request late.
      const sleptMs = Math.max(0, world.now() - world.elapsed() - sleptBefore);
      if (signal.aborted) {
        await cleanUpAfter(signal.reason, async () => {
          if (sleptMs > SLACK_MS) await lost.remember(create, sleptMs);
        });
        throw signal.reason;
      }
      if (error instanceof TargetError) answered(error.failure.answeredAt);
      if (isLost(error)) await lost.remember(create, sleptMs);
      // Only this create was refused: a list that is refused before it says nothing of an earlier one.
      else if (error instanceof TargetError)
        await journal.append({ type: 'uncreated', chunk: chunk.number });
      throw error;
    }
  }
}

function targetErrorOf(error: unknown): TargetError {
  if (error instanceof TargetError) return error;
  throw error;
}

/** A look at the jobs that failed, after all its attempts, says nothing of the create itself: it is not sent again. */
function endOfRun(error: unknown): never {
  if (!(error instanceof TargetError)) throw error;
  throw new RowferryError(error.code, error.message, { cause: error });
}

/** Whether there is no reliable answer. */
function isLost(error: unknown): boolean {
  return error instanceof TargetError && error.failure.answer === 'lost';
}

/** Any answer sets the clock; a list is the cheapest that every target has. */
async function askForTime({ send, target }: Requests): Promise<void> {
  await send('list', (options) => target.list({ pageSize: 1 }, options));
}

/** The error for refusals that suggested a full tenant, while its list of jobs showed a free slot. */
function notFull(error: TargetError): RowferryError {
  return new RowferryError(
    'CREATE_REFUSED',
    `the target refuses to create jobs, although its list of jobs shows a free slot: ${error.message}; if it allows fewer jobs than that, set \`jobs.concurrency\` to their number`,
    { cause: error },
  );
}

function refused(end: Error): Error {
  if (!isRefusal(end)) return end;
  const message = `the target refuses to create jobs: ${end.message}`;
  return new RowferryError('CREATE_REFUSED', message, { cause: end });
}
