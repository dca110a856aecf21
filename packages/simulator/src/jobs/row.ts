import type { CsvRecord } from '../csv/record.ts';
import type { CustomObject } from '../definitions/register.ts';
import { admit } from '../records/admission.ts';
import type { Problem } from '../records/cell.ts';
import { RECORD_NOT_FOUND, recordToChange } from '../records/record-to-change.ts';
import type { TenantParts } from '../tenant-parts.ts';
import { ID_COLUMN, type Plan } from './header.ts';
import type { Job } from './job.ts';
import type { RejectedRows } from './rejected-rows.ts';
import { cellProblems, givenCells } from './row-cells.ts';

/** Stores one row, or adds it to the errors of the job. */
export function processRow(
  tenant: TenantParts,
  job: Job,
  object: CustomObject,
  plan: Plan,
  record: CsvRecord,
  errors: RejectedRows,
): void {
  const { records } = object;
  const target = job.operation === 'update' ? recordToUpdate(object, plan, record) : undefined;
  const self = typeof target === 'number' ? target : undefined;
  const admission = admit(tenant, object, givenCells(tenant, object, plan, record), self);
  const problems = [...plan.problems, ...cellProblems(tenant, record), ...admission.problems];
  if (typeof target === 'object') problems.unshift(target);
  if (problems.length > 0) {
    job.rowsRejected++;
    errors.addRow(record, problems);
    return;
  }
  const origin = {
    job: job.ordinal,
    row: record.number,
    login: job.login.ordinal,
    at: tenant.world.now(),
  };
  if (self === undefined) records.insert(admission.cells, origin);
  else records.update(self, admission.cells, origin, tenant.knobs.visibilityLagMs > 0);
  job.rowsStored++;
}

function recordToUpdate(object: CustomObject, plan: Plan, record: CsvRecord): number | Problem {
  const id = record.cells[plan.targets.indexOf(ID_COLUMN)] ?? '';
  return recordToChange(object, id, RECORD_NOT_FOUND);
}
