import { requirePermission } from '../auth/login.ts';
import type { Call } from '../call.ts';
import { requireType } from '../http/json-body.ts';
import { json, jsonList, type TenantResponse } from '../http/message.ts';
import { Refusal } from '../http/refusal.ts';
import type { TenantParts } from '../tenant-parts.ts';
import { failJob } from './ending.ts';
import { errorItems, isListLate } from './error-items.ts';
import { openFile } from './file.ts';
import { FileFlaw } from './file-flaw.ts';
import { isFinal, type Job } from './job.ts';
import { jobAsJson } from './job-json.ts';
import { jobObject } from './job-object.ts';
import { durationMs } from './processing.ts';
import { receiveFile } from './received-file.ts';
import { runFile } from './run.ts';

const JOB_NOT_FOUND = 71013040;
const FILE_INVALID = 71013620;
const LIST_INVALID = 71013420;

/** `GET /objects/jobs/{id}`. */
export function get(tenant: TenantParts, call: Call): TenantResponse {
  return json(jobAsJson(tenant, jobOf(tenant, call)));
}

/** `POST /objects/jobs/{id}/files`: raw CSV, one file for each job, pending jobs only. */
export async function upload(tenant: TenantParts, call: Call): Promise<TenantResponse> {
  const { knobs, jobs } = tenant;
  requirePending(jobOf(tenant, call));
  requireType(call.request, ['text/csv']);
  const bytes = await receiveFile(call.request, knobs);
  // While the bytes arrived, the job may have been cancelled or purged, or may have received another file.
  const job = jobOf(tenant, call);
  requirePending(job);
  const object = jobObject(tenant, job.namespace, job.object);
  if (object === undefined) throw new Refusal(400, FILE_INVALID, 'The object no longer exists.');
  try {
    const file = openFile(bytes, object.layout, job.operation, knobs);
    hide(tenant, job);
    jobs.move(job, knobs.uploadStatus);
    if (job.isOverLimit) failLater(tenant, job);
    else runFile(tenant, job, object, file);
  } catch (error) {
    if (!(error instanceof FileFlaw)) throw error;
    jobs.move(job, knobs.uploadStatus);
    failLater(tenant, job, { code: error.code, message: error.message });
  }
  return json(jobAsJson(tenant, job));
}

function failLater(tenant: TenantParts, job: Job, error?: { code: number; message: string }): void {
  tenant.timers.after(durationMs(tenant, 0), () => {
    if (!isFinal(job.status)) failJob(tenant, job, error);
  });
}

/** `GET /objects/jobs/{id}/errors` (docs/zuora-api.md, section 2). */
export function errors(tenant: TenantParts, call: Call): TenantResponse {
  const { knobs, world } = tenant;
  const job = jobOf(tenant, call);
  const ageMs = job.endedAt === undefined ? 0 : world.now() - job.endedAt;
  if (knobs.errorsKeptMs > 0 && ageMs > knobs.errorsKeptMs) throw notFound();
  if (!isFinal(job.status)) {
    refuseList(knobs.errorsWhileRunning);
    if (knobs.errorsWhileRunning === 'empty') return json({ errors: [] });
  }
  if (isListLate(tenant, job)) refuseList(knobs.errorsLateAnswer);
  const rest = knobs.extraFields === 'on' ? ',"total":null' : '';
  return jsonList(
    'errors',
    errorItems(tenant, job, jobObject(tenant, job.namespace, job.object)),
    rest,
  );
}

function refuseList(answer: string): void {
  if (answer === 'not-found') throw notFound();
  if (answer === 'bad-request') throw new Refusal(400, LIST_INVALID, 'The list is not there yet.');
}

/** `PATCH /objects/jobs/{id}/cancel`: accepted and pending jobs only. */
export function cancel(tenant: TenantParts, call: Call): TenantResponse {
  const id = call.params['id'] ?? '';
  const job = shownJob(tenant, id);
  if (job === undefined) throw notFound(`Job not found for id '${id}'.`);
  requirePermission(call.login, job.operation === 'delete' ? 'delete' : 'edit');
  // The official sample has the code of an invalid file here, although no file is involved.
  if (job.status !== 'pending' && job.status !== 'accepted') {
    throw new Refusal(400, FILE_INVALID, 'Bad Request');
  }
  tenant.jobs.move(job, 'cancelled');
  return json(jobAsJson(tenant, job));
}

function jobOf(tenant: TenantParts, call: Call): Job {
  const job = shownJob(tenant, call.params['id'] ?? '');
  if (job === undefined) throw notFound();
  return job;
}

function shownJob({ jobs, world }: TenantParts, id: string): Job | undefined {
  const job = jobs.get(id);
  return job !== undefined && job.hiddenUntil <= world.now() ? job : undefined;
}

function hide({ knobs, tally, world }: TenantParts, job: Job): void {
  if (knobs.jobsHiddenMs === 0) return;
  if (knobs.jobsHiddenCount > 0 && tally.hidden >= knobs.jobsHiddenCount) return;
  tally.hidden++;
  job.hiddenUntil = world.now() + knobs.jobsHiddenMs;
}

function notFound(message = 'Not Found.'): Refusal {
  return new Refusal(404, JOB_NOT_FOUND, message);
}

function requirePending(job: Job): void {
  if (job.status !== 'pending') throw new Refusal(400, FILE_INVALID, 'Bad Request');
}
