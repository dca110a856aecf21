import pLimit from 'p-limit';
import type { Chunk } from '../chunks/chunk.ts';
import { TargetError } from '../contract/errors.ts';
import type { Job } from '../contract/target.ts';
import { AT_THE_END, cancelOver } from './cancel.ts';
import type { JobContext } from './context.ts';
import { lostCreates } from './lost-creates.ts';
import { FULL_CAP_MS, fullDelayMs, isTenantFull } from './retry.ts';
import { SLACK_MS } from './target-clock.ts';

/** What became of one create. */
export type Sent =
  | { readonly job: Job }
  | { readonly job?: undefined; readonly error: TargetError };

/** Sends creates one at a time, and accounts for those whose answer was lost. */
export interface CreateSender {
  send(chunk: Chunk): Promise<Sent>;
  /** Resolves when no lost create of the chunk can have left a job behind. */
  account(chunk: Chunk): Promise<void>;
  /** Whether an answer has told which login is ours. */
  readonly knowsLogin: boolean;
  /** Accounts for the lost creates of chunks that stopped before they could. */
  accountAll(): Promise<void>;
  /** Lets the next create wait, as after an answer that the tenant is full. */
  tenantWasFull(): void;
}

/** Creates that may be lost before any is answered: more, and the run stops rather than leave jobs. */
const LOST_FIRST_MAX = 3;

const ANNOUNCEMENTS_MAX = 3;

/** No answer, unless it says that the tenant is full. */
export function isLost({ failure, category }: TargetError): boolean {
  return failure.answer === 'lost' && !isTenantFull(failure, category);
}

/**
 * Creates go one at a time: so the first one is answered before any other is sent, and a job left
 * behind by a lost answer is never mistaken for one whose answer is still on its way.
 */
export function createSender(context: JobContext): CreateSender {
  const { world, target, jobs, clock, stopping, signal, closing } = context;
  const alone = pLimit(1);
  const lost = lostCreates(context);
  let isRecovered = false;
  let notBefore = 0;
  let fullInARow = 0;

  const send = async (chunk: Chunk): Promise<Sent> => {
    stopping.throwIfAborted();
    if (notBefore > world.elapsed()) await world.sleep(notBefore - world.elapsed(), stopping);
    const { at, sentAt } = await announce(chunk, context);
    try {
      // Its answer is waited for though the disk fails: a job that is known can be cancelled.
      const job = await target.create({ signal: closing.signal });
      lost.answered(job);
      clock.set(job.toldAt, world.elapsed() - sentAt);
      return { job };
    } catch (error) {
      closing.signal.throwIfAborted();
      if (!(error instanceof TargetError)) throw error;
      if (isLost(error)) await lost.remember({ chunk: chunk.number, at, sentAt });
      return { error };
    }
  };
  /**
   * The first create of a run. A job that a lost answer may have left can only be told from others'
   * when an answer says which login is ours: so another is sent, with nobody else's on its way.
   */
  const sendFirst = async (chunk: Chunk): Promise<Sent> => {
    for (;;) {
      // Rejects, unless the jobs that these may have left are gone.
      if (lost.openCount >= LOST_FIRST_MAX) await lost.accountAll();
      const sent = await send(chunk);
      if (sent.job !== undefined || lost.knowsLogin) {
        // What other chunks lost before, too: from here on nobody else would ask for it.
        await lost.accountAll().catch((error) => abandon(sent.job, error, context));
        return sent;
      }
      if (!isLost(sent.error) || lost.openCount >= LOST_FIRST_MAX) return sent;
      await world.sleep(jobs.orphanGraceSeconds * 1000, signal);
      if (!(await lost.mayHaveLeftJobs())) return sent;
    }
  };
  return {
    send: (chunk) =>
      alone(async () => {
        if (!lost.knowsLogin) return await sendFirst(chunk);
        // What an earlier process lost may hold a slot, whosever chunk it was for.
        if (!isRecovered) await lost.accountAll();
        isRecovered = true;
        return await send(chunk);
      }),
    account: (chunk) => lost.account(chunk.number, alone),
    accountAll: () => alone(() => lost.accountAll()),
    get knowsLogin() {
      return lost.knowsLogin;
    },
    tenantWasFull() {
      const hadRoomSince = world.elapsed() > 2 * FULL_CAP_MS + notBefore;
      fullInARow = hadRoomSince ? 1 : fullInARow + 1;
      notBefore = world.elapsed() + fullDelayMs({ answer: 'refused' }, fullInARow, world.random());
    },
  };
}

/** A create is sent soon after it is announced: where the disk was slow, it is announced again. */
async function announce({ number: chunk }: Chunk, { clock, journal, world }: JobContext) {
  for (let tries = 1; ; tries++) {
    const at = clock.now();
    const sentAt = world.elapsed();
    await journal.append({ type: 'creating', chunk, at, slackMs: clock.slackMs });
    const isSoon = world.elapsed() - sentAt <= SLACK_MS;
    if (isSoon || tries === ANNOUNCEMENTS_MAX) return { at, sentAt };
    await journal.append({ type: 'uncreated', chunk });
  }
}

/** Leaves no job behind that nobody would hear of; the first error is the one to tell. */
async function abandon(job: Job | undefined, error: unknown, context: JobContext): Promise<never> {
  if (job !== undefined) await cancelOver(job, context, AT_THE_END).catch(() => {});
  throw error;
}
