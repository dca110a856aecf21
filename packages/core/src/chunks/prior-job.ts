/** A job that was given a row before, and may have stored it. */
export interface PriorJob {
  readonly job: string;
  /** As the target sent it; with or without milliseconds. */
  readonly createdAt?: string;
  readonly createdBy?: string;
  /** When the job was found to have ended or was given up, by the target's clock; milliseconds since 1970. */
  readonly endedAt: number;
}

/** A prior job, with what is known of it now. */
export interface KnownPriorJob extends PriorJob {
  /** The job was missing for too long. It was never found to have ended, and may still store rows. */
  readonly isGone: boolean;
}

export function knownPriorJobs(
  priorJobs: readonly PriorJob[] | undefined,
  vanished: ReadonlySet<string>,
): readonly KnownPriorJob[] {
  return (priorJobs ?? []).map((one) => ({ ...one, isGone: vanished.has(one.job) }));
}
