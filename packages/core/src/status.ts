import type { JobStep } from './contract/job.ts';
import type { JobCounts, Summary } from './contract/summary.ts';
import { realWorld, type World } from './host/world.ts';
import type { JournalEntry } from './journal/entry.ts';
import { readState } from './journal/read-state.ts';
import { type RetryLink, readLink } from './retry/link.ts';
import { readDescription } from './run-directory/description.ts';
import { currentHolder, type Holder } from './run-directory/lock.ts';

/** A job of a run, by its journal. */
export interface JobStatus {
  readonly id: string;
  readonly status: Exclude<JobStep, 'creating'>;
  readonly rows: number;
  readonly requestId?: string;
}

/** The progress of a run, and the process that works in its directory. */
export interface RunStatus extends Omit<Summary, 'status' | 'finishedAt' | 'jobs'> {
  /** Also `interrupted` if the process was killed. */
  readonly status: Summary['status'] | 'running';
  readonly jobs: JobCounts & { readonly each: readonly JobStatus[] };
  /** Absent if no process works in the directory, neither on the run nor on its retry. */
  readonly holder?: Holder;
  /** ISO 8601, UTC; absent while the run has not ended, or was killed. */
  readonly finishedAt?: string;
  /** The retry of this run. */
  readonly retriedBy?: RetryLink;
}

/**
 * Reports the progress of the run in a directory without changing it, even while the run works. If it
 * cannot be known whether the process that has the lock still runs, this takes 20 seconds. Rejects with
 * `RUN_UNKNOWN` if there is no run or its description is damaged, and with `JOURNAL_CORRUPT`.
 */
export async function readStatus(runDir: string, world: World = realWorld): Promise<RunStatus> {
  const { disk } = world;
  const description = await readDescription(disk, runDir);
  const holder = await currentHolder(world, runDir, new AbortController().signal);
  const { state, each } = await readRun(runDir, world);
  const retriedBy = await readLink(world, runDir);
  const { runId, object, operation, startedAt } = description;
  const ended = state.ended?.status ?? 'interrupted';
  // A retry has the lock of the run that it retries, but that run is still completed.
  const status = holder === undefined || ended === 'completed' ? ended : 'running';
  return {
    ...{ runId, object, operation, status },
    records: state.records,
    jobs: { ...state.jobs, each },
    bytesUploaded: state.bytesUploaded,
    startedAt,
    ...(status !== 'running' && state.ended !== undefined && { finishedAt: state.ended.at }),
    ...(holder !== undefined && { holder }),
    ...(retriedBy !== undefined && { retriedBy }),
  };
}

async function readRun(runDir: string, world: World) {
  const jobs = new Map<string, JobStatus>();
  const state = await readState(world, runDir, (entry, { chunks }) => {
    const known = jobStatusOf(entry, (chunk) => chunks.get(chunk)?.chunk.rows ?? 0);
    if (known !== undefined) jobs.set(known.id, { ...jobs.get(known.id), ...known });
  });
  return { state, each: [...jobs.values()] };
}

function jobStatusOf(
  entry: JournalEntry,
  rowsOf: (chunk: number) => number,
): JobStatus | undefined {
  const known = (status: JobStatus['status'], chunk: number, job: string): JobStatus => ({
    id: job,
    status,
    rows: rowsOf(chunk),
  });
  switch (entry.type) {
    case 'created': {
      const { requestId } = entry;
      return { ...known('waiting', entry.chunk, entry.job), ...(requestId && { requestId }) };
    }
    case 'uploading':
      return known('uploading', entry.chunk, entry.job);
    case 'uploaded':
      return known('working', entry.chunk, entry.job);
    case 'ended':
    case 'unused':
      return known(entry.result, entry.chunk, entry.job);
    default:
      return undefined;
  }
}
