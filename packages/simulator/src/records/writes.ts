import type { Call } from '../call.ts';
import type { CustomObject } from '../definitions/register.ts';
import { Refusal, type RefusalDetail } from '../http/refusal.ts';
import type { TenantParts } from '../tenant-parts.ts';
import { admit } from './admission.ts';
import type { Problem } from './cell.ts';
import { readGivenRecord, storedAsGiven } from './given-record.ts';
import { createPlannedWrites, type PlannedWrites } from './planned-writes.ts';

export const RECORD_INVALID = 71012520;
const RETRYABLE = 71012561;
const RECORDS_MAX = 1000;

/** One record that a synchronous call writes. */
export interface Write {
  /** Custom fields only. */
  readonly record: Readonly<Record<string, unknown>>;
  /** Shown with the record in the details of a refusal. */
  readonly id?: string;
  /** The record to overwrite, or why there is none; `undefined` for a new one. */
  readonly target: number | Problem | undefined;
  /** Whether fields that are not given keep their values. */
  readonly merge: boolean;
}

/** Stores all, or only the valid ones; returns their ordinals, and why the others were refused. */
export function write(
  tenant: TenantParts,
  call: Call,
  object: CustomObject,
  writes: readonly Write[],
  allowPartial: boolean,
): { written: number[]; details: RefusalDetail[] } {
  requireCount(writes);
  const planned = createPlannedWrites(object.records);
  const details = writes.flatMap((one) => refusalsOf(tenant, object, one, planned));
  if (!allowPartial) refuseAll(details);
  const origin = { job: 0, row: 0, login: call.login.ordinal, at: tenant.world.now() };
  const keepPrevious = tenant.knobs.visibilityLagMs > 0;
  const written: number[] = [];
  for (const { self, cells } of planned.all()) {
    if (self !== undefined) object.records.update(self, cells, origin, keepPrevious);
    written.push(self ?? object.records.insert(cells, origin));
  }
  return { written, details };
}

export function requireCount({ length }: readonly unknown[]): void {
  if (length >= 1 && length <= RECORDS_MAX) return;
  throw new Refusal(400, RECORD_INVALID, `Expected 1 to ${RECORDS_MAX} records.`);
}

/** Throws the refusal of a call that stores all records or none; its words are those of the official samples. */
function refuseAll(details: readonly RefusalDetail[]): void {
  if (details.some(({ code }) => code === RETRYABLE)) {
    const message = 'Unabled to create object records, please try again later.';
    throw new Refusal(500, RETRYABLE, message, { details });
  }
  if (details.length > 0) {
    const message = 'Unabled to create object records due to invalid request.';
    throw new Refusal(400, RECORD_INVALID, message, { details });
  }
}

/** Plans one write, or says why not. */
function refusalsOf(
  tenant: TenantParts,
  object: CustomObject,
  one: Write,
  planned: PlannedWrites,
): RefusalDetail[] {
  const { record, id, target, merge } = one;
  const shown = id === undefined ? record : { Id: id, ...record };
  if (typeof target === 'object') return [{ ...target, record: shown }];
  const { layout } = object;
  const { multiselectForm, detailsPerRecord } = tenant.knobs;
  const { given, problems } = readGivenRecord(record, layout, multiselectForm);
  const keeps = merge && target !== undefined;
  const base = keeps ? storedAsGiven(planned.cells(target), layout, multiselectForm) : [];
  const merged = Array.from(given, (cell, slot) => (cell === undefined ? base[slot] : cell));
  const admission = admit(tenant, object, merged, target, planned.holderOf);
  const all = [...problems, ...admission.problems];
  if (all.length > 0) {
    const listed = detailsPerRecord === 'all' ? all : all.slice(0, 1);
    return listed.map((problem) => ({ ...problem, record: shown }));
  }
  planned.add(target, admission.cells);
  return [];
}
