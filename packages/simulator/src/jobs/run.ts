import { CsvFault } from '../csv/record.ts';
import type { CustomObject } from '../definitions/register.ts';
import type { TenantParts } from '../tenant-parts.ts';
import { endJob, failJob } from './ending.ts';
import type { UploadedFile } from './file.ts';
import type { Job } from './job.ts';
import { processRows } from './processing.ts';
import { createRejectedRows } from './rejected-rows.ts';
import { processRow } from './row.ts';

const FILE_INVALID = 71013620;

/** Processes a file in slices, so that other requests are answered in between. */
export function runFile(
  tenant: TenantParts,
  job: Job,
  object: CustomObject,
  file: UploadedFile,
): void {
  const errors = createRejectedRows(file.plan.columns);
  job.errors = errors;
  const failsAt = takeFailure(tenant) ? tenant.knobs.failAtRow : undefined;
  const cancelsAt = takeCancel(tenant) ? tenant.knobs.serverCancelsAtRow : undefined;

  function next(): boolean {
    if (job.rowsStored === failsAt) return stop(() => failJob(tenant, job));
    if (job.rowsStored + job.rowsRejected === cancelsAt) {
      return stop(() => tenant.jobs.move(job, 'cancelled'));
    }
    if (object.records.count() >= tenant.knobs.recordsMax && job.operation === 'create') {
      return stop(() => failJob(tenant, job));
    }
    try {
      const row = file.rows.next();
      if (row.done === true) return stop(() => endJob(tenant, job));
      processRow(tenant, job, object, file.plan, row.value, errors);
    } catch (error) {
      if (!(error instanceof CsvFault)) throw error;
      return stop(() => failJob(tenant, job, { code: FILE_INVALID, message: error.message }));
    }
    return true;
  }

  processRows(tenant, job, file.rowCount, next);
}

function stop(end: () => void): false {
  end();
  return false;
}

function takeFailure({ knobs, tally }: TenantParts): boolean {
  if (tally.failed >= knobs.failJobs) return false;
  tally.failed++;
  return true;
}

function takeCancel({ knobs, tally }: TenantParts): boolean {
  if (knobs.serverCancels !== 'in-progress') return false;
  if (knobs.serverCancelsJobs > 0 && tally.cancelled >= knobs.serverCancelsJobs) return false;
  tally.cancelled++;
  return true;
}
