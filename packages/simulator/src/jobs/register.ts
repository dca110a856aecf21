import type { Login } from '../auth/login.ts';
import type { Knobs } from '../knobs/table.ts';
import { randomUuid } from '../random.ts';
import type { Timers } from '../timers.ts';
import type { World } from '../world.ts';
import { type Condition, isFinal, type Job, type JobStatus } from './job.ts';

/** The most jobs that were active at one time: accepted, pending and in progress all count. */
export interface ActiveJobsPeak {
  readonly overall: number;
  /** By the login's name: its client id, or `foreign`. */
  readonly byLogin: Readonly<Record<string, number>>;
}

export interface NewJob {
  readonly login: Login;
  readonly namespace: string;
  readonly object: string;
  readonly operation: string;
  readonly conditions?: readonly Condition[];
  readonly status: JobStatus;
  readonly isOverLimit?: boolean;
}

/** Every job of the tenant, and which jobs occupy a slot. */
export interface JobRegister {
  add(job: NewJob): Job;
  get(id: string): Job | undefined;
  /** In order of creation. */
  all(): Job[];
  /** In order of creation, purged jobs included: job n has index n - 1. */
  includingPurged(): readonly Job[];
  activeCount(): number;
  peak(): ActiveJobsPeak;
  /** Changes the status of a job; a final status releases its slot. */
  move(job: Job, status: JobStatus): void;
  /** Removes a job as if it had never existed, and releases its slot. */
  purge(job: Job): void;
}

export function createJobRegister(world: World, timers: Timers, knobs: Knobs): JobRegister {
  const jobs = new Map<string, Job>();
  const created: Job[] = [];
  const active = new Set<Job>();
  const peak = { overall: 0, byLogin: new Map<string, number>() };

  function occupySlot(job: Job): void {
    active.add(job);
    peak.overall = Math.max(peak.overall, active.size);
    const { name } = job.login;
    let own = 0;
    for (const other of active) if (other.login.name === name) own++;
    peak.byLogin.set(name, Math.max(peak.byLogin.get(name) ?? 0, own));
  }

  function purge(job: Job): void {
    jobs.delete(job.id);
    active.delete(job);
  }

  function end(job: Job): void {
    active.delete(job);
    job.endedAt = world.now();
    if (knobs.jobsKeptMs > 0) timers.after(knobs.jobsKeptMs, () => purge(job));
  }

  return {
    add(request) {
      const job = newJob(request, randomUuid(world.random), created.length + 1, world.now());
      created.push(job);
      jobs.set(job.id, job);
      if (!job.isOverLimit) occupySlot(job);
      return job;
    },
    get: (id) => jobs.get(id),
    all: () => [...jobs.values()],
    includingPurged: () => created,
    activeCount: () => active.size,
    peak: () => ({ overall: peak.overall, byLogin: Object.fromEntries(peak.byLogin) }),
    move(job, status) {
      const now = world.now();
      job.status = status;
      job.updatedAt = now;
      job.history.push({ at: now, status });
      if (status === 'in_progress') job.startedAt = now;
      if (!isFinal(status)) return;
      if (job.startedAt !== undefined) {
        job.processingTime = Math.max(1, Math.round(now - job.startedAt));
      }
      end(job);
    },
    purge,
  };
}

function newJob(request: NewJob, id: string, ordinal: number, now: number): Job {
  const { conditions = [], isOverLimit = false, ...rest } = request;
  return {
    ...rest,
    id,
    ordinal,
    createdAt: now,
    conditions,
    isOverLimit,
    updatedAt: now,
    startedAt: undefined,
    endedAt: undefined,
    hiddenUntil: 0,
    processingTime: 0,
    recordsProcessed: 0,
    error: undefined,
    rowsStored: 0,
    rowsRejected: 0,
    errors: undefined,
    history: [{ at: now, status: rest.status }],
  };
}
