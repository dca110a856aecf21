import type { CustomObject } from '../definitions/register.ts';
import { meets } from '../records/condition.ts';
import type { TenantParts } from '../tenant-parts.ts';
import { endJob } from './ending.ts';
import type { Job } from './job.ts';
import { processRows } from './processing.ts';
import { createRejectedRows } from './rejected-rows.ts';

const internalError = {
  code: 71012560,
  message: 'Unable to process record due to internal error or database throttling.',
} as const;

/** Deletes the records that meet all conditions of the job. */
export function runDeletion(tenant: TenantParts, job: Job, object: CustomObject): void {
  const { records } = object;
  const { deleteRefusedEvery, deleteErrors } = tenant.knobs;
  const errors = createRejectedRows([]);
  job.errors = errors;
  let ordinal = 0;
  let found = 0;

  function next(): boolean {
    if (ordinal >= records.size()) {
      endJob(tenant, job);
      return false;
    }
    const candidate = ordinal++;
    if (!records.exists(candidate)) return true;
    if (!job.conditions.every((condition) => meets(tenant, object, candidate, condition))) {
      return true;
    }
    found++;
    if (deleteRefusedEvery === 0 || found % deleteRefusedEvery !== 0) {
      records.remove(candidate, tenant.world.now());
      job.rowsStored++;
      return true;
    }
    job.rowsRejected++;
    const number = found + 1;
    const place = { number, firstLine: number, lastLine: number };
    if (deleteErrors !== 'none') {
      errors.addRecord(candidate, deleteErrors === 'with-row' ? place : undefined, internalError);
    }
    return true;
  }

  processRows(tenant, job, records.size(), next);
}
