import pLimit from 'p-limit';
import type { Chunk } from '../chunks/chunk.ts';
import { TargetError } from '../errors.ts';
import type { Job } from '../target.ts';
import { cancelOver } from './cancel.ts';
import type { JobContext } from './context.ts';
import { lostCreates } from './lost-creates.ts';
import { FULL_CAP_MS, fullDelayMs, isTenantFull } from './retry.ts';

/** What became of one create. */
export type Sent =
  | { readonly job: Job }
  | { readonly job?: undefined; readonly error: TargetError };

/** Sends creates one at a time, and accounts for those whose answer was lost. */
export interface CreateSender {
  send(chunk: Chunk): Promise<Sent>;
  /** Resolves when no lost create of the chunk can have left a job behind. */
  account(chunk: Chunk): Promise<void>;
  /** Lets the next create wait, as after an answer that the tenant is full. */
  tenantWasFull(): void;
}

/** More lost answers than this, before any came, and the run stops rather than leave more jobs. */
const FIRST_TRIES_MAX = 3;

/** No answer, unless it says that the tenant is full. */
export function isLost({ failure, category }: TargetError): boolean {
  return failure.answer === 'lost' && !isTenantFull(failure, category);
}

/**
 * Creates go one at a time: so the first one is answered before any other is sent, and a job left
 * behind by a lost answer is never mistaken for one whose answer is still on its way.
 */
export function createSender(context: JobContext): CreateSender {
  const { world, target, jobs, journal, stopping, signal } = context;
  const alone = pLimit(1);
  const lost = lostCreates(context);
  let isClockSet = false;
  let notBefore = 0;
  let fullInARow = 0;

  const setClock = async () => {
    const page = await context.attempt('list', (options) => target.list({ pageSize: 1 }, options));
    lost.setClock(page.toldAt);
    isClockSet = true;
  };
  const send = async (chunk: Chunk): Promise<Sent> => {
    stopping.throwIfAborted();
    if (notBefore > world.now()) await world.sleep(notBefore - world.now(), stopping);
    if (!isClockSet) await setClock();
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
  const accountNow = async (chunk: Chunk, { job }: Sent) => {
    try {
      await lost.account(chunk.number, (work) => work());
    } catch (error) {
      if (job !== undefined) await cancelOver(job, context);
      throw error;
    }
  };
  /**
   * The first create of a run. A job that a lost answer may have left can only be told from others'
   * when an answer says which login is ours: so another is sent, with nobody else's on its way.
   */
  const sendFirst = async (chunk: Chunk): Promise<Sent> => {
    for (let tries = 1; ; tries++) {
      const sent = await send(chunk);
      if (sent.job !== undefined || lost.knowsLogin) {
        await accountNow(chunk, sent);
        return sent;
      }
      if (!isLost(sent.error) || tries === FIRST_TRIES_MAX) return sent;
      await world.sleep(jobs.orphanGraceSeconds * 1000, signal);
      if (!(await lost.mayHaveLeftJobs())) return sent;
    }
  };
  return {
    send: (chunk) => alone(() => (lost.knowsLogin ? send(chunk) : sendFirst(chunk))),
    account: (chunk) => lost.account(chunk.number, alone),
    tenantWasFull() {
      const hadRoomSince = world.now() > 2 * FULL_CAP_MS + notBefore;
      fullInARow = hadRoomSince ? 1 : fullInARow + 1;
      notBefore = world.now() + fullDelayMs({ answer: 'refused' }, fullInARow);
    },
  };
}
