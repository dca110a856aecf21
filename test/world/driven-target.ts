import { type Job, type Target, TargetError, type TargetFailure, type World } from '@rowferry/core';
import { jobState } from './job-state.ts';
import { LIKE_ZUORA } from './likeness.ts';

/** How a test makes a request fail: before or after it takes effect. */
export interface Interference {
  /** Called with the number of the call, from 1. A failure that it returns is thrown, and nothing happens. */
  readonly refuse?: (call: number) => TargetFailure | undefined;
  /** Like `refuse`, but the request takes effect. */
  readonly lose?: (call: number) => TargetFailure | undefined;
}

export interface Driving {
  readonly create?: Interference;
  readonly upload?: Interference;
  readonly get?: Interference;
  readonly list?: Interference;
  readonly errors?: Interference;
  /** How the answer to a create spells the creator's id; lists use the plain spelling. */
  readonly creatorSpelled?: string;
  readonly tookMs?: number;
  /** Whether a list returns jobs in every state, whatever it was asked for. */
  readonly ignoresFilter?: boolean;
}

export interface DrivenTarget extends Target {
  readonly jobs: Map<string, Job & { endsAt: number; rows: number }>;
  /** Every call in order, such as `create` or `upload job-1`. */
  readonly calls: string[];
  readonly activePeak: number;
  /** Adds a job of another program. */
  addForeign(job: Partial<Job> & { id: string }): void;
}

const ACTIVE = ['pending', 'in_progress'];
const CREATOR = '7b39d73f00000000abcdef0123456789';

/** A tenant whose requests fail where the test says so. */
export function drivenTarget(world: World, driving: Driving): DrivenTarget {
  const jobs: DrivenTarget['jobs'] = new Map();
  const calls: string[] = [];
  const counts: Record<string, number> = {};
  let activePeak = 0;
  const request = <T extends object>(
    name: 'create' | 'upload' | 'get' | 'list',
    id: string,
    act: () => T,
  ): T => {
    calls.push(`${name} ${id}`.trim());
    counts[name] = (counts[name] ?? 0) + 1;
    const refused = driving[name]?.refuse?.(counts[name]);
    if (refused !== undefined) throw new TargetError(`${name} refused`, refused);
    const done = { ...act(), answeredAt: world.elapsed() };
    const lost = driving[name]?.lose?.(counts[name]);
    if (lost !== undefined) throw new TargetError(`${name} lost`, lost);
    return done;
  };
  const now = (id: string) => {
    const job = jobs.get(id);
    if (job === undefined)
      throw new TargetError('gone', { answer: 'refused', meaning: 'missing', status: 404 });
    if (job.status === 'in_progress' && world.elapsed() >= job.endsAt) {
      jobs.set(id, { ...job, ...jobState('completed'), recordsProcessed: job.rows });
    }
    return jobs.get(id) as Job;
  };
  const put = (job: Job, endsAt = Number.POSITIVE_INFINITY, rows = 0) => {
    jobs.set(job.id, { ...job, endsAt, rows });
    const active = [...jobs.keys()].filter((id) => ACTIVE.includes(now(id).status));
    activePeak = Math.max(activePeak, active.length);
    return job;
  };
  const newJob = (id: string): Job => ({
    id,
    ...jobState('pending'),
    object: 'Thing',
    operation: 'create',
    createdBy: CREATOR,
    createdAt: new Date(world.elapsed()).toISOString(),
  });
  return {
    name: 'driven',
    object: 'Thing',
    operation: 'create',
    ...LIKE_ZUORA,
    jobs,
    calls,
    get activePeak() {
      return activePeak;
    },
    addForeign: ({ status = 'pending', ...job }) =>
      void put({ ...newJob(job.id), ...job, ...jobState(status) }),
    create: async () =>
      request('create', '', () => {
        const job = put(newJob(`job-${jobs.size + 1}`));
        return { ...job, createdBy: driving.creatorSpelled ?? CREATOR };
      }),
    async upload(id, file) {
      let rows = -1;
      for await (const block of file.open()) rows += block.filter((byte) => byte === 10).length;
      return request('upload', id, () => {
        const job = now(id);
        if (job.status !== 'pending') {
          throw new TargetError('not pending', {
            answer: 'refused',
            meaning: 'other',
            status: 400,
          });
        }
        return put(
          { ...job, ...jobState('in_progress') },
          world.elapsed() + (driving.tookMs ?? 1000),
          rows,
        );
      });
    },
    get: async (id) => request('get', id, () => now(id)),
    list: async ({ isWaiting = false }) =>
      request('list', isWaiting ? 'waiting' : '', () => {
        const all = [...jobs.keys()].map(now);
        const isAny = !isWaiting || driving.ignoresFilter === true;
        return { jobs: all.filter((job) => isAny || job.phase === 'waiting') };
      }),
    async *outcomes() {},
    async cancel(id) {
      calls.push(`cancel ${id}`);
      const job = now(id);
      if (job.status !== 'pending') {
        throw new TargetError('not pending', { answer: 'refused', meaning: 'other', status: 400 });
      }
      return put({ ...job, ...jobState('cancelled') });
    },
  };
}
