import { RowferryError } from '../contract/errors.ts';
import type { Job } from '../contract/job.ts';

const SHARED =
  'another program seems to use the same login; cancel the job that no other program created, then resume';
const UNANSWERED =
  'no create of this run was ever answered, so its login is not known; cancel those that no other ' +
  'program created, then resume';

export function unclear(candidates: readonly Job[], creator: string | undefined): RowferryError {
  const why = creator === undefined ? UNANSWERED : SHARED;
  const ids = candidates.map((job) => job.id).join(', ');
  return new RowferryError(
    'CREATE_LOST',
    `a create gave no reliable answer, and it cannot be known which of these pending jobs it created: ${ids}; ${why}`,
  );
}
