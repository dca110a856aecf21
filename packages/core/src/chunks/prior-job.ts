/** A job that was given a row before: it may have stored it. */
export interface PriorJob {
  readonly job: string;
  /** As the target wrote it; with or without milliseconds. */
  readonly createdDate?: string;
  readonly createdById?: string;
  /** The target's clock when the job was seen to have ended, or was given up; in milliseconds since 1970. */
  readonly endedAt: number;
}

/** What is known of a prior job now. */
export interface KnownPriorJob extends PriorJob {
  /** It was never seen to end: it answered 404 for too long, and may store rows still. */
  readonly isGone: boolean;
}

export function knownPriorJobs(
  priorJobs: readonly PriorJob[] | undefined,
  vanished: ReadonlySet<string>,
): readonly KnownPriorJob[] {
  return (priorJobs ?? []).map((one) => ({ ...one, isGone: vanished.has(one.job) }));
}
