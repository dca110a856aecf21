import { requirePermission } from '../auth/login.ts';
import type { Call } from '../call.ts';
import { readExactJson, requireOnly } from '../http/json-body.ts';
import { json, type TenantResponse } from '../http/message.ts';
import { Refusal } from '../http/refusal.ts';
import type { TenantParts } from '../tenant-parts.ts';
import { readFilter } from './delete-filter.ts';
import { runDeletion } from './deletion.ts';
import { jobAsJson } from './job-json.ts';
import { jobObject } from './job-object.ts';
import { failOverLimit, watchPending } from './waiting-job.ts';

const JOB_INVALID = 71013020;

/** `POST /objects/jobs` (docs/zuora-api.md, section 1.2). */
export async function create(tenant: TenantParts, call: Call): Promise<TenantResponse> {
  const body = await readExactJson(call.request, JOB_INVALID);
  requireOnly(body, ['operation', 'namespace', 'object', 'filter'], JOB_INVALID);
  const { operation, namespace, object: name } = body;
  if (operation !== 'create' && operation !== 'update' && operation !== 'delete') {
    throw new Refusal(400, 71013520, 'Expected operation to be create, update or delete.');
  }
  requirePermission(call.login, operation === 'delete' ? 'delete' : 'edit');
  if (namespace !== 'default' && namespace !== 'com_zuora') {
    throw bad('Expected namespace to be default or com_zuora.');
  }
  const object = jobObject(tenant, namespace, name);
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

function bad(message: string): Refusal {
  return new Refusal(400, JOB_INVALID, message);
}
