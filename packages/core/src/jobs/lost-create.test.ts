import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type LostCreate, mayBeAllOfOthers } from './lost-create.ts';

const CREATES = [1, 2, 3, 4].map(
  (number): LostCreate => ({
    ...{ number, chunk: 1, at: 0, sentAt: 0, slackMs: 0, isLoginKnown: false },
  }),
);

/** Tries every way to give each job a create of its own. */
function canPlace(jobs: readonly (readonly LostCreate[])[], free: readonly LostCreate[]): boolean {
  const [job, ...others] = jobs;
  if (job === undefined) return true;
  return job.some(
    (create) =>
      free.includes(create) &&
      canPlace(
        others,
        free.filter((one) => one !== create),
      ),
  );
}

it('jobs may all be of other creates if each has one of its own', () => {
  fc.assert(
    fc.property(fc.array(fc.shuffledSubarray(CREATES), { maxLength: 4 }), (jobs) => {
      for (const lost of CREATES) {
        const others = CREATES.filter((one) => one !== lost);
        expect(mayBeAllOfOthers(jobs, lost)).toBe(canPlace(jobs, others));
      }
    }),
  );
});
