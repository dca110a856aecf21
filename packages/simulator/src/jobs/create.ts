import { requirePermission } from '../auth/login.ts';
import type { Call } from '../call.ts';
import type { CustomObject } from '../definitions/register.ts';
import { isObject, readJson } from '../http/body.ts';
import { json, type TenantResponse } from '../http/message.ts';
import { Refusal } from '../http/refusal.ts';
import { checkCondition } from '../records/condition.ts';
import type { TenantParts } from '../tenant-parts.ts';
import { runDeletion } from './deletion.ts';
import { durationMs, failJob } from './ending.ts';
import { type Condition, isFinal, type Job } from './job.ts';
import { jobAsJson } from './job-json.ts';

const JOB_INVALID = 71013020;
const FILTER_INVALID = 71013220;
const CONDITIONS_INVALID = 71013320;
const CONDITIONS_MAX = 2;

/** `POST /objects/jobs` (fact sheet section 1.2). */
export async function create(tenant: TenantParts, call: Call): Promise<TenantResponse> {
  const body = await readJson(call.request, JOB_INVALID);
  const { operation, namespace, object: name } = body;
  if (operation !== 'create' && operation !== 'update' && operation !== 'delete') {
    throw new Refusal(400, 71013520, 'Expected operation to be create, update or delete.');
  }
  requirePermission(call.login, operation === 'delete' ? 'delete' : 'edit');
  if (namespace !== 'default') throw bad('Expected namespace to be default.');
  const object = typeof name === 'string' ? tenant.definitions.get(name) : undefined;
  if (object === undefined) throw bad(`Object ${String(name)} is not defined.`);
  const conditions = readFilter(tenant, object, operation, body['filter']);
  const { activeJobsMax, overLimit } = tenant.knobs;
  const isOverLimit = tenant.jobs.activeCount() >= activeJobsMax;
  if (isOverLimit && overLimit === 'refuse') throw limitRefusal(tenant);
  const job = tenant.jobs.add({
    login: call.login,
    namespace,
    object: object.layout.object,
    operation,
    conditions,
    status: operation === 'delete' ? 'accepted' : 'pending',
    isOverLimit,
  });
  if (job.isOverLimit) failOverLimit(tenant, job);
  else if (operation === 'delete') runDeletion(tenant, job, object);
  else watchPending(tenant, job);
  return json(jobAsJson(tenant, job));
}

function limitRefusal({ knobs }: TenantParts): Refusal {
  return new Refusal(knobs.overLimitStatus, knobs.overLimitCode, knobs.overLimitMessage);
}

/** Fails a job that was answered with 200; one that waits for its file may fail only after the upload. */
function failOverLimit(tenant: TenantParts, job: Job): void {
  if (tenant.knobs.overLimit === 'fail-after-upload' && job.status === 'pending') return;
  tenant.timers.after(durationMs(tenant, 0), () => {
    if (!isFinal(job.status)) failJob(tenant, job);
  });
}

/** Schedules the expiry of a pending job, and its cancellation by the server (rows 12 and 13). */
function watchPending(tenant: TenantParts, job: Job): void {
  const { knobs, timers, jobs, tally } = tenant;
  const isLimited = knobs.serverCancelsJobs > 0 && tally.cancelled >= knobs.serverCancelsJobs;
  if (knobs.serverCancels === 'before-file' && !isLimited) {
    tally.cancelled++;
    timers.after(knobs.serverCancelsMs, () => {
      if (job.status === 'pending') jobs.move(job, 'cancelled');
    });
  }
  if (knobs.pendingExpiryMs === 0) return;
  timers.after(knobs.pendingExpiryMs, () => {
    if (job.status !== 'pending') return;
    if (knobs.pendingExpiryTo === 'gone') jobs.purge(job);
    else if (knobs.pendingExpiryTo === 'cancelled') jobs.move(job, 'cancelled');
    else failJob(tenant, job, { code: 71013060, message: 'The job has expired.' });
  });
}

function readFilter(
  tenant: TenantParts,
  object: CustomObject,
  operation: string,
  filter: unknown,
): Condition[] {
  if (operation !== 'delete') {
    if (filter === undefined || tenant.knobs.filterOnUpload === 'ignore') return [];
    throw new Refusal(400, FILTER_INVALID, 'Only a delete job takes a filter.');
  }
  if (filter === undefined) {
    if (tenant.knobs.deleteWithoutFilter === 'delete-all') return [];
    throw new Refusal(400, FILTER_INVALID, 'A delete job needs a filter.');
  }
  const given: unknown = isObject(filter) ? filter['conditions'] : undefined;
  const conditions: unknown[] = Array.isArray(given) ? given : [];
  if (conditions.length < 1 || conditions.length > CONDITIONS_MAX) {
    throw new Refusal(400, CONDITIONS_INVALID, 'A filter has 1 or 2 conditions.');
  }
  return conditions.map((condition) => {
    const checked = checkCondition(object, condition);
    if (typeof checked === 'string') throw new Refusal(400, CONDITIONS_INVALID, checked);
    return checked;
  });
}

function bad(message: string): Refusal {
  return new Refusal(400, JOB_INVALID, message);
}
