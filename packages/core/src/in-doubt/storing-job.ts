import type { KnownPriorJob } from '../chunks/prior-job.ts';
import { at } from '../contract/assert.ts';
import type { Creator } from './creator.ts';
import type { InDoubtRow, Resolution } from './resolution.ts';

/**
 * The prior jobs that may have created the found record. The job that refused the row did not, if the
 * record was created while another prior job was running. A job that is gone may have created it at any
 * time; then the creator is uncertain.
 */
export function withoutRefusingJob(
  creators: readonly number[],
  { errors }: InDoubtRow,
  priorJobs: readonly KnownPriorJob[],
): Creator {
  if (errors === undefined) return creators;
  const refusing = priorJobs.length - 1;
  const others = creators.filter((place) => place !== refusing);
  if (others.length > 0) return others;
  return priorJobs.slice(0, -1).some(({ isGone }) => isGone) ? 'uncertain' : creators;
}

/**
 * If two jobs were running when the found record was created, it is not known which of them stored it. The same
 * is true if an earlier job is gone: it was never seen to end, and may have gone on working.
 */
export function loadedBy(
  creators: readonly number[],
  { rowNumbers }: InDoubtRow,
  priorJobs: readonly KnownPriorJob[],
): Resolution {
  const [creator, another] = creators;
  const mayBeEarlier = priorJobs.slice(0, creator).some(({ isGone }) => isGone);
  if (creator === undefined || another !== undefined || mayBeEarlier) return { fate: 'loaded' };
  return {
    fate: 'loaded',
    by: {
      job: at(priorJobs, creator, 'prior job').job,
      row: at(rowNumbers, creator, 'row number'),
    },
  };
}
