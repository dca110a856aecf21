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

type Sent =
  | { readonly job: Job }
  | { readonly job?: undefined; readonly at: number; readonly error: TargetError };

/**
 * Creates go one at a time: so the first one is answered before any other is sent, and a job left
 * behind by a lost answer is never mistaken for one whose answer is still on its way.
 */
export function jobCreator(context: JobContext): JobCreator {
  const { world, target, jobs, journal, stopping } = context;
  const alone = pLimit(1);
  const lost = lostCreates(context, alone);
  let notBefore = 0;
  let fullInARow = 0;

  const send = async (chunk: Chunk): Promise<Sent> => {
    stopping.throwIfAborted();
    if (notBefore > world.now()) await world.sleep(notBefore - world.now(), stopping);
    const at = lost.now();
    await journal.append({ type: 'creating', chunk: chunk.number, at });
    try {
      const job = await target.create({ signal: context.signal });
      lost.answered(job);
      return { job };
    } catch (error) {
      context.signal.throwIfAborted();
      if (error instanceof TargetError) return { at, error };
      throw error;
    }
  };
  const create = async (chunk: Chunk) => {
    const { attemptsMax, retryDeadlineSeconds } = jobs;
    const newBudget = () => retryBudget(world.now, attemptsMax, retryDeadlineSeconds);
    let budget = newBudget();
    let wasUnauthorized = false;
    for (let tries = 1, lostTries = 0, fullTries = 0; ; tries++) {
      const sent = await alone(() => send(chunk));
      if (sent.job !== undefined) return sent.job;
      const { failure, category } = sent.error;
      const isFull = isTenantFull(failure, category);
      if (failure.answer === 'lost' && !isFull) {
        await lost.account({ chunk: chunk.number, at: sent.at });
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

function refused(error: TargetError): RowferryError {
  return new RowferryError(
    'CREATE_REFUSED',
    `the target refuses to create jobs: ${error.message}`,
    {
      cause: error,
    },
  );
}
