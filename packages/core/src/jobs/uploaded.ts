import type { Job } from '../contract/job.ts';
import { endedWithoutCompleting } from '../contract/job-status.ts';
import type { TargetError } from '../contract/target-error.ts';

/** The result of uploading a chunk to one job. */
export type Uploaded =
  /** The job took the file, or must be assumed to have taken it. */
  | { readonly fate: 'taken'; readonly job: Job }
  /** The job has ended or is gone, and stored nothing: the chunk needs another job. */
  | { readonly fate: 'unused'; readonly job: Job }
  /** The file was refused for its size, and the job has ended. */
  | { readonly fate: 'too-large'; readonly job: Job; readonly error: TargetError };

/** The result of an upload whose job is no longer pending. */
export function overWithout(seen: Job, mayBeTaken: boolean): Uploaded {
  const isUnused = !mayBeTaken && endedWithoutCompleting(seen.status);
  return { fate: isUnused ? 'unused' : 'taken', job: seen };
}
