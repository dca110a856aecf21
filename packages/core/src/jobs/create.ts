import pLimit from 'p-limit';
import type { Chunk } from '../chunks/chunk.ts';
import { RowferryError, TargetError } from '../contract/errors.ts';
import type { Job } from '../contract/target.ts';
import type { World } from '../host/world.ts';
import type { Journal } from '../journal/journal.ts';
import { AT_THE_END, type Canceller } from './cancel.ts';
import type { LostCreates } from './lost-creates.ts';
import { type AfterFailure, exhausted, type Requests } from './requests.ts';
import { FULL_CAP_MS, fullDelayMs, isTenantFull } from './retry-policy.ts';
import { SLACK_MS, type TargetClock } from './target-clock.ts';

/** Where jobs come from. */
export interface JobCreator {
  /** Gives a pending job for a chunk, however long the tenant is full. */
  create(chunk: Chunk): Promise<Job>;
  /** Accounts for the lost creates of chunks that stopped before they could. */
  accountAll(): Promise<void>;
  /** Lets the next create wait, as after an answer that the tenant is full. */
  tenantWasFull(): void;
}

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
 * Creates go one at a time: so the first one is answered before any other is sent, and a job left
 * behind by a lost answer is never mistaken for one whose answer is still on its way.
 */
export function jobCreator(parts: CreatorParts): JobCreator {
  const { world, requests, lost, journal, clock, canceller, signals, attemptsMax } = parts;
  const graceMs = parts.graceSeconds * 1000;
  const alone = pLimit(1);
  let isRecovered = false;
  let notBefore = 0;
  let fullInARow = 0;

  const send = async (chunk: Chunk): Promise<Job> => {
    signals.soft.throwIfAborted();
    if (notBefore > world.elapsed()) await world.sleep(notBefore - world.elapsed(), signals.soft);
    const { at, sentAt } = await announce(chunk.number, world, journal, clock);
    try {
      const job = await requests.target.create({ signal: requests.signal });
      lost.answered(job);
      clock.set(job.toldAt, world.elapsed() - sentAt);
      return job;
    } catch (error) {
      requests.signal.throwIfAborted();
      if (isLost(error)) await lost.remember({ chunk: chunk.number, at, sentAt });
      throw error;
    }
  };
  /**
   * The first create of a run. A job that a lost answer may have left can only be distinguished from others'
   * when an answer says which login is ours: so another is sent, with nobody else's on its way.
   */
  const sendFirst = async (chunk: Chunk): Promise<Job> => {
    for (;;) {
      // Rejects, unless the jobs that these may have left are gone.
      if (lost.openCount >= LOST_FIRST_MAX) await lost.accountAll();
      const [sent] = await Promise.allSettled([send(chunk)]);
      const job = sent.status === 'fulfilled' ? sent.value : undefined;
      if (sent.status === 'rejected' && !(sent.reason instanceof TargetError)) throw sent.reason;
      if (job !== undefined || lost.knowsLogin) {
        // What other chunks lost before, too: from here on nobody else would ask for it.
        await lost.accountAll().catch(async (error) => {
          // Nobody else would cancel this job; the first error is the one to report.
          if (job !== undefined) await canceller.cancel(job.id, AT_THE_END).catch(() => {});
          throw error;
        });
      }
      if (sent.status === 'fulfilled') return sent.value;
      const mayGoOn = !lost.knowsLogin && isLost(sent.reason) && lost.openCount < LOST_FIRST_MAX;
      if (!mayGoOn) throw sent.reason;
      await world.sleep(graceMs, signals.hard);
      if (!(await lost.mayHaveLeftJobs())) throw sent.reason;
    }
  };
  const sendAlone = (chunk: Chunk) =>
    alone(async () => {
      if (!lost.knowsLogin) return await sendFirst(chunk);
      // What an earlier process lost may hold a slot, for whatever chunk it was.
      if (!isRecovered) await lost.accountAll();
      isRecovered = true;
      return await send(chunk);
    });

  const create = (chunk: Chunk): Promise<Job> => {
    let lostTries = 0;
    let fullTries = 0;
    const onFailure = async (error: TargetError): Promise<AfterFailure<Job>> => {
      const { failure, category } = error;
      if (isLost(error)) {
        await lost.account(chunk.number, alone);
        if (++lostTries >= attemptsMax) throw exhausted('create', lostTries, error);
        return { restartInMs: 0 };
      }
      await journal.append({ type: 'uncreated', chunk: chunk.number });
      if (!isTenantFull(failure, category)) return undefined;
      // Waiting for a slot spends nothing: others may use the tenant for hours.
      const restartInMs = fullDelayMs(failure, ++fullTries, world.random());
      // What fills the tenant may be left of our own first create: nothing would ever end that.
      if (!lost.knowsLogin && fullTries > FULL_UNKNOWN_MAX) await lost.account(chunk.number, alone);
      return { restartInMs };
    };
    const tries = {
      isSafe: false,
      waits: signals.soft,
      onFailure,
      onEnd: async (end: Error) => refused(end),
    };
    return requests.send('create', () => sendAlone(chunk), tries);
  };
  return {
    create,
    accountAll: () => alone(() => lost.accountAll()),
    tenantWasFull() {
      const hadRoomSince = world.elapsed() > 2 * FULL_CAP_MS + notBefore;
      fullInARow = hadRoomSince ? 1 : fullInARow + 1;
      notBefore = world.elapsed() + fullDelayMs({ answer: 'refused' }, fullInARow, world.random());
    },
  };
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
