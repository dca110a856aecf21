import pLimit from 'p-limit';
import type { Chunk } from '../chunks/chunk.ts';
import { RowferryError, TargetError } from '../errors.ts';
import type { Job } from '../target.ts';
import { exhausted, type JobContext } from './context.ts';
import { lostCreates } from './lost-creates.ts';
import { FULL_CAP_MS, fullDelayMs, isTenantFull, retryBudget, retryDelayMs } from './retry.ts';

/** Where jobs come from. */
export interface JobCreator {
  /** Gives a pending job for a chunk, however long the tenant is full. */
  create(chunk: Chunk): Promise<Job>;
  /** Lets the next create wait, as after an answer that the tenant is full. */
  tenantWasFull(): void;
}

type Sent = { readonly job: Job } | { readonly job?: undefined; readonly error: TargetError };

/** More lost answers than this, before any came, and the run stops rather than leave more jobs. */
const FIRST_TRIES_MAX = 3;

/**
 * Creates go one at a time: so the first one is answered before any other is sent, and a job left
 * behind by a lost answer is never mistaken for one whose answer is still on its way.
 */
export function jobCreator(context: JobContext): JobCreator {
  const { world, target, jobs, journal, stopping, signal } = context;
  const alone = pLimit(1);
  const lost = lostCreates(context);
  let notBefore = 0;
  let isClockSet = false;
  let fullInARow = 0;

  const send = async (chunk: Chunk): Promise<Sent> => {
    stopping.throwIfAborted();
    if (notBefore > world.now()) await world.sleep(notBefore - world.now(), stopping);
    if (!isClockSet) {
      const page = await context.attempt('list', (options) =>
        target.list({ pageSize: 1 }, options),
      );
      lost.setClock(page.toldAt);
      isClockSet = true;
    }
    const at = lost.now();
    await journal.append({ type: 'creating', chunk: chunk.number, at });
    try {
      const job = await target.create({ signal });
      lost.answered(job);
      return { job };
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof TargetError)) throw error;
      if (isLost(error)) await lost.remember({ chunk: chunk.number, at });
      return { error };
    }
  };
  /**
   * Sends the first create of a run, with nobody else's on its way. A job that a lost answer may have
   * left can only be told from others' when an answer says which login is ours: so another is sent.
   */
  const sendFirst = async (chunk: Chunk): Promise<Sent> => {
    for (let tries = 1; ; tries++) {
      const sent = await send(chunk);
      if (sent.job !== undefined || lost.knowsLogin) {
        await lost.account(chunk.number, (work) => work());
        return sent;
      }
      if (!isLost(sent.error) || tries === FIRST_TRIES_MAX) return sent;
      await world.sleep(jobs.orphanGraceSeconds * 1000, signal);
      if (!(await lost.mayHaveLeftJobs())) return sent;
    }
  };
  const create = async (chunk: Chunk) => {
    const { attemptsMax, retryDeadlineSeconds } = jobs;
    const newBudget = () => retryBudget(world.now, attemptsMax, retryDeadlineSeconds);
    let budget = newBudget();
    let wasUnauthorized = false;
    for (let tries = 1, lostTries = 0, fullTries = 0; ; tries++) {
      const sent = await alone(() => (lost.knowsLogin ? send(chunk) : sendFirst(chunk)));
      if (sent.job !== undefined) return sent.job;
      const { failure, category } = sent.error;
      const isFull = isTenantFull(failure, category);
      if (isLost(sent.error)) {
        await lost.account(chunk.number, alone);
        if (++lostTries >= attemptsMax) throw exhausted('create', lostTries, sent.error);
        continue;
      }
      await journal.append({ type: 'uncreated', chunk: chunk.number });
      if (isFull) {
        // Waiting for a slot spends nothing: others may use the tenant for hours.
        await world.sleep(fullDelayMs(failure, ++fullTries), stopping);
        budget = newBudget();
        wasUnauthorized = false;
        tries = 0;
        continue;
      }
      const chance = world.random();
      const facts = { failure, category, tries, wasUnauthorized, isSafe: false, chance };
      const delayMs = retryDelayMs(facts);
      if (delayMs === undefined) throw refused(sent.error);
      if (!budget.allows(failure, delayMs)) throw exhausted('create', tries, sent.error);
      wasUnauthorized ||= failure.status === 401;
      await world.sleep(delayMs, stopping);
    }
  };
  return {
    create,
    tenantWasFull() {
      const hadRoomSince = world.now() > 2 * FULL_CAP_MS + notBefore;
      fullInARow = hadRoomSince ? 1 : fullInARow + 1;
      notBefore = world.now() + fullDelayMs({ answer: 'refused' }, fullInARow);
    },
  };
}

/** No answer, unless it says that the tenant is full. */
function isLost({ failure, category }: TargetError): boolean {
  return failure.answer === 'lost' && !isTenantFull(failure, category);
}

function refused(error: TargetError): RowferryError {
  return new RowferryError(
    'CREATE_REFUSED',
    `the target refuses to create jobs: ${error.message}`,
    {
      cause: error,
    },
  );
}
