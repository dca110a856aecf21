import type { Chunk } from '../chunks/chunk.ts';
import { RowferryError, type TargetError } from '../contract/errors.ts';
import type { Job } from '../contract/target.ts';
import { exhausted, type JobContext } from './context.ts';
import { fullDelayMs, isTenantFull, retryBudget, retryDelayMs } from './retry.ts';
import { createSender, isLost } from './send-create.ts';

/** Where jobs come from. */
export interface JobCreator {
  /** Gives a pending job for a chunk, however long the tenant is full. */
  create(chunk: Chunk): Promise<Job>;
  /** Accounts for the lost creates of chunks that stopped before they could. */
  accountAll(): Promise<void>;
  /** Lets the next create wait, as after an answer that the tenant is full. */
  tenantWasFull(): void;
}

/** Two minutes of a full tenant, in which others' jobs had the time to end. */
const FULL_UNKNOWN_MAX = 7;

export function jobCreator(context: JobContext): JobCreator {
  const { world, jobs, journal, stopping } = context;
  const { attemptsMax, retryDeadlineSeconds } = jobs;
  const sender = createSender(context);
  const newBudget = () => retryBudget(world.elapsed, attemptsMax, retryDeadlineSeconds);

  const create = async (chunk: Chunk) => {
    let budget = newBudget();
    let wasUnauthorized = false;
    for (let tries = 1, lostTries = 0, fullTries = 0; ; tries++) {
      const sent = await sender.send(chunk);
      if (sent.job !== undefined) return sent.job;
      const { failure, category } = sent.error;
      if (isLost(sent.error)) {
        await sender.account(chunk);
        if (++lostTries >= attemptsMax) throw exhausted('create', lostTries, sent.error);
        continue;
      }
      await journal.append({ type: 'uncreated', chunk: chunk.number });
      if (isTenantFull(failure, category)) {
        // Waiting for a slot spends nothing: others may use the tenant for hours.
        await world.sleep(fullDelayMs(failure, ++fullTries, world.random()), stopping);
        // What fills the tenant may be left of our own first create: nothing would ever end that.
        if (!sender.knowsLogin && fullTries >= FULL_UNKNOWN_MAX) await sender.account(chunk);
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
      wasUnauthorized = failure.status === 401;
      await world.sleep(delayMs, stopping);
    }
  };
  return { create, accountAll: sender.accountAll, tenantWasFull: sender.tenantWasFull };
}

function refused(error: TargetError): RowferryError {
  const message = `the target refuses to create jobs: ${error.message}`;
  return new RowferryError('CREATE_REFUSED', message, { cause: error });
}
