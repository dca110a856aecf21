import { CsvFault, type CsvRecord } from '../csv/reader.ts';
import type { CustomObject } from '../definitions/register.ts';
import { admit, type GivenCells } from '../records/admission.ts';
import type { Problem } from '../records/cell.ts';
import type { TenantParts } from '../tenant-parts.ts';
import { endJob, failJob, processRows } from './ending.ts';
import type { UploadedFile } from './file.ts';
import { ID_COLUMN, type Plan } from './header.ts';
import type { Job } from './job.ts';
import { createRejectedRows, type RejectedRows } from './rejected-rows.ts';

const FOUR_BYTES = /[\u{10000}-\u{10ffff}]/u;
const INVALID = 71012520;
const NOT_FOUND = 71012540;
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

function processRow(
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
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id)) {
    return { code: INVALID, message: `input string "${id}" is not a valid UUID` };
  }
  const ordinal = object.records.ordinalOf(id);
  if (ordinal !== undefined && object.records.exists(ordinal)) return ordinal;
  return { code: NOT_FOUND, message: `Record [${id}] is not found.` };
}

function givenCells(
  { knobs }: TenantParts,
  object: CustomObject,
  plan: Plan,
  record: CsvRecord,
): GivenCells {
  const given = new Array<string | null | undefined>(object.layout.slotCount);
  for (const [index, target] of plan.targets.entries()) {
    if (target < 0) continue;
    const text = record.cells[index] ?? '';
    given[target] = text === '' ? emptyCells[knobs.emptyCell] : text;
  }
  return given;
}

// No field accepts an empty string; `undefined` means the default.
const emptyCells = { null: null, default: undefined, error: '' } as const;

function cellProblems({ knobs }: TenantParts, record: CsvRecord): Problem[] {
  if (knobs.fourByteUtf8 !== 'refuse-row') return [];
  if (!record.cells.some((cell) => FOUR_BYTES.test(cell))) return [];
  return [{ code: INVALID, message: 'Characters of four bytes are not supported.' }];
}
