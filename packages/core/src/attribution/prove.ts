import pLimit from 'p-limit';
import { undefinedIfRefused } from '../contract/target-error.ts';
import type { Requests } from '../jobs/requests.ts';
import type { EndedJob } from '../journal/ended-job.ts';
import type { Proof, ProofParts, Prove } from './proof.ts';
import { type Round, readRound } from './round.ts';
import { ROUNDS_MAX } from './rounds-max.ts';
import { unreadable, whyInDoubt } from './why-in-doubt.ts';

/** How many chunks are in memory at the same time to attribute their errors. */
const ATTRIBUTING_MAX = 2;

/** No list has this digest. */
const REFUSED = 'refused';

/**
 * Reads the errors of an ended job as often as needed to trust the list, and returns what is proven of
 * its rows. Uses what is known of the tenant, and adds to it.
 */
export function prover(parts: ProofParts): Prove {
  const limited = pLimit(ATTRIBUTING_MAX);
  return (chunk, job) =>
    prove(job, parts, (processed) => limited(() => readRound(chunk, job, processed, parts)));
}

async function prove(
  job: EndedJob,
  { requests, settings, clock }: ProofParts,
  read: (processed: number | undefined) => Promise<Round | undefined>,
): Promise<Proof> {
  const lagMs = settings.errorsLagSeconds * 1000;
  let processed = job.recordsProcessed;
  let before: string | undefined;
  for (let rounds = 1; ; rounds++) {
    const round = await read(processed);
    // A refusal is a reading as well: the list may be there a moment later.
    const digest = round?.digest ?? REFUSED;
    const isAgreed = digest === before;
    if (round?.count === 'confirmed' || isAgreed || rounds === ROUNDS_MAX) {
      if (round === undefined) return { inDoubt: unreadable(job) };
      const inDoubt = whyInDoubt(job, round, isAgreed);
      return {
        ...(round.attributed && { attributed: round.attributed }),
        ...(inDoubt && { inDoubt }),
      };
    }
    await round?.attributed?.proven.close();
    before = digest;
    // Uses the target's clock, since an earlier process may have had a different clock than this one.
    const sinceMs = clock.now() - clock.slackMs - job.endedAt;
    const waitedMs = rounds === 1 && round !== undefined ? Math.max(0, sinceMs) : 0;
    await requests.sleep(Math.max(0, lagMs - waitedMs));
    processed = await processedNow(job, requests, processed);
  }
}

async function processedNow(
  job: EndedJob,
  { send, target }: Requests,
  before: number | undefined,
): Promise<number | undefined> {
  if (job.result === 'vanished') return before;
  const now = await send('get', (options) => target.get(job.id, options)).catch(undefinedIfRefused);
  return now?.recordsProcessed ?? before;
}
