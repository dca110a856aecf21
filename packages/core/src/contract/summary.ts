/** How many records have which verdict. `read` counts those whose place in the source is in the journal. */
export interface RecordCounts {
  readonly read: number;
  readonly skipped: number;
  readonly loaded: number;
  readonly rejected: number;
  readonly unresolved: number;
}

export interface JobCounts {
  /** Jobs that were created, including those that took no file. */
  readonly total: number;
  readonly completed: number;
  readonly failed: number;
  readonly cancelled: number;
}

/** What `summary.json` contains, and what `migrate` resolves with. */
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

/** Makes the summary of a run. */
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
