/** How many records ended in which verdict; `read` counts those whose place in the source is journaled. */
export interface RecordCounts {
  readonly read: number;
  readonly skipped: number;
  readonly loaded: number;
  readonly rejected: number;
  readonly unresolved: number;
}

export interface JobCounts {
  /** Jobs that were created, those that took no file included. */
  readonly total: number;
  readonly completed: number;
  readonly failed: number;
  readonly cancelled: number;
}

/** What `summary.json` holds, and what `migrate` resolves with. */
export interface Summary {
  readonly runId: string;
  readonly object: string;
  readonly operation: string;
  readonly status: 'completed' | 'stopped' | 'interrupted';
  /** In a completed run, `read = skipped + loaded + rejected + unresolved`. */
  readonly records: RecordCounts;
  readonly jobs: JobCounts;
  readonly bytesUploaded: number;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly finishedAt: string;
}

/** How far a run is at this moment. */
export interface Progress {
  readonly records: RecordCounts;
  /** Records taken from the source, including those not yet journaled. */
  readonly pulled: number;
  /** Unfinished jobs by their status. */
  readonly jobs: Readonly<Record<string, number>>;
  /** How much of the source has been read, 0 to 1, where the source knows its size. */
  readonly fraction?: number;
}

/** Sums a run up. */
export function summarise(
  description: Pick<Summary, 'runId' | 'object' | 'operation' | 'startedAt'>,
  { records, jobs, bytesUploaded }: Pick<Summary, 'records' | 'jobs' | 'bytesUploaded'>,
  status: Summary['status'],
  finishedAt: string,
): Summary {
  const { runId, object, operation, startedAt } = description;
  return {
    runId,
    object,
    operation,
    status,
    records,
    jobs,
    bytesUploaded,
    startedAt,
    finishedAt,
  };
}
