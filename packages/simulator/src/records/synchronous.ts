import { requirePermission } from '../auth/login.ts';
import type { Call } from '../call.ts';
import type { CustomObject } from '../definitions/register.ts';
import { isObject, readExactJson } from '../http/json-body.ts';
import { exactJson, json, type TenantResponse, textOf } from '../http/message.ts';
import { Refusal, type RefusalDetail } from '../http/refusal.ts';
import type { TenantParts } from '../tenant-parts.ts';
import { isUuid } from '../uuid.ts';
import { admit } from './admission.ts';
import type { Problem } from './cell.ts';
import { readGivenRecord, storedAsGiven } from './given-record.ts';
import { objectOf } from './look-up.ts';
import { createPlannedWrites, type PlannedWrites } from './planned-writes.ts';
import { recordAsJson } from './record-json.ts';

const RECORD_INVALID = 71012520;
const RECORD_NOT_FOUND = 71012540;
const RESTRICTED = 71012530;
const RETRYABLE = 71012561;
const RECORDS_MAX = 1000;

const invalid = 'Request contains invalid record that failed validation against the object schema.';

type GivenRecord = Record<string, unknown>;

/** `POST /objects/records/default/{object}`: up to 1,000 records; stores all, or only the valid ones. */
export async function insert(tenant: TenantParts, call: Call): Promise<TenantResponse> {
  const object = objectOf(tenant, call);
  const body = await readExactJson(call.request, RECORD_INVALID);
  const records = listOf(body['records']);
  if (!records.every(isObject)) throw bad('Expected each record to be an object.');
  const allowPartial = partialOf(body['allowPartialSuccess']);
  const writes = records.map((record) => ({ record, target: undefined, merge: false }));
  const { written, details } = write(tenant, call, object, writes, allowPartial);
  const stored = written.map((ordinal) => recordAsJson(tenant, object, ordinal)).join(',');
  const rest = details.length === 0 ? '' : `,"error":${textOf(exactJson(errorOf(details)))}`;
  return jsonText(`{"records":[${stored}]${rest}}`);
}

/** `POST /objects/batch/default/{object}`: updates or deletes up to 1,000 records. */
export async function batch(tenant: TenantParts, call: Call): Promise<TenantResponse> {
  const object = objectOf(tenant, call);
  const body = await readExactJson(call.request, RECORD_INVALID);
  const action = isObject(body['action']) ? body['action'] : {};
  if (action['type'] === 'delete') {
    requirePermission(call.login, 'delete');
    const ids = listOf(action['ids']);
    requireCount(ids);
    for (const id of ids.map(idOf)) removeRecord(tenant, object, id);
    return json({});
  }
  if (action['type'] !== 'update' || !isObject(action['records'])) {
    throw bad('Expected an update with records or a delete with ids.');
  }
  requirePermission(call.login, 'edit');
  const writes = Object.entries(action['records']).map(([id, change]) => {
    if (!isObject(change)) throw bad('Expected each record to be an object.');
    // With its id, so that a caller knows which record a detail is about.
    const record = { ...change, Id: id };
    return { record, target: recordToUpdate(object, id), merge: true };
  });
  const allowPartial = partialOf(action['allowPartialSuccess']);
  const { details } = write(tenant, call, object, writes, allowPartial);
  return exactJson(details.length === 0 ? {} : { error: errorOf(details) });
}

/** `GET /objects/records/default/{object}/{id}`. */
export function read(tenant: TenantParts, call: Call): TenantResponse {
  const object = objectOf(tenant, call);
  const { knobs, world } = tenant;
  const at = world.now() - knobs.visibilityLagMs;
  const ordinal = object.records.ordinalOf(idOf(call.params['id']));
  if (ordinal === undefined || !object.records.existed(ordinal, at)) throw notFound();
  return jsonText(recordAsJson(tenant, object, ordinal, at));
}

/** `PATCH` changes the given fields only; its content type is `application/merge-patch+json`. */
export async function patch(tenant: TenantParts, call: Call): Promise<TenantResponse> {
  const types = ['application/merge-patch+json'];
  const record = await readExactJson(call.request, RECORD_INVALID, types);
  const object = objectOf(tenant, call);
  const self = existing(object, idOf(call.params['id']));
  write(tenant, call, object, [{ record, target: self, merge: true }], false);
  return jsonText(recordAsJson(tenant, object, self));
}

/**
 * `PUT` replaces every field. Which ETag a record has is documented nowhere, so that no caller can know it: an
 * `If-Match` other than `*` is never met.
 */
export async function replace(tenant: TenantParts, call: Call): Promise<TenantResponse> {
  const record = await readExactJson(call.request, RECORD_INVALID);
  const object = objectOf(tenant, call);
  const self = existing(object, idOf(call.params['id']));
  if (!['*', undefined].includes(call.request.headers['if-match'])) {
    throw new Refusal(412, RESTRICTED, 'The ETag of the record does not match If-Match.');
  }
  write(tenant, call, object, [{ record, target: self, merge: false }], false);
  return jsonText(recordAsJson(tenant, object, self));
}

/** `DELETE`: answers the record's URI, even if the record does not exist. */
export function remove(tenant: TenantParts, call: Call): TenantResponse {
  const object = objectOf(tenant, call);
  const id = idOf(call.params['id']);
  removeRecord(tenant, object, id);
  return json(`/objects/records/default/${object.layout.object}/${id}`);
}

interface Write {
  readonly record: GivenRecord;
  /** The record to overwrite, or why there is none; `undefined` for a new one. */
  readonly target: number | Problem | undefined;
  /** Whether fields that are not given keep their values. */
  readonly merge: boolean;
}

/** Stores all, or only the valid ones; returns their ordinals, and why the others were refused. */
function write(
  tenant: TenantParts,
  call: Call,
  object: CustomObject,
  writes: readonly Write[],
  allowPartial: boolean,
): { written: number[]; details: RefusalDetail[] } {
  requireCount(writes);
  const planned = createPlannedWrites(object.records);
  const details = writes.flatMap((one) => refusalsOf(tenant, object, one, planned));
  if (!allowPartial) {
    const isTrouble = details.some(({ code }) => code === RETRYABLE);
    if (isTrouble) throw new Refusal(500, RETRYABLE, 'Please retry later.', { details });
    if (details.length > 0) throw new Refusal(400, RECORD_INVALID, invalid, { details });
  }
  const origin = { job: 0, row: 0, login: call.login.ordinal, at: tenant.world.now() };
  const keepPrevious = tenant.knobs.visibilityLagMs > 0;
  const written: number[] = [];
  for (const { self, cells } of planned.all()) {
    if (self !== undefined) object.records.update(self, cells, origin, keepPrevious);
    written.push(self ?? object.records.insert(cells, origin));
  }
  return { written, details };
}

/** Plans one write, or says why not. */
function refusalsOf(
  tenant: TenantParts,
  object: CustomObject,
  { record, target, merge }: Write,
  planned: PlannedWrites,
): RefusalDetail[] {
  if (typeof target === 'object') return [{ ...target, record }];
  const { layout } = object;
  const { multiselectForm } = tenant.knobs;
  const { given, problems } = readGivenRecord(record, layout, multiselectForm);
  const cells = merge && target !== undefined ? planned.cells(target) : [];
  const base = merge ? storedAsGiven(cells, layout, multiselectForm) : [];
  const merged = Array.from(given, (cell, slot) => (cell === undefined ? base[slot] : cell));
  const admission = admit(tenant, object, merged, target, planned.holderOf);
  const [problem] = [...problems, ...admission.problems];
  if (problem !== undefined) return [{ ...problem, record }];
  planned.add(target, admission.cells);
  return [];
}

function errorOf(details: readonly RefusalDetail[]) {
  return { code: RECORD_INVALID, message: invalid, details };
}

/** The codes that are documented for records of a batch have none for a record that is not there. */
function recordToUpdate(object: CustomObject, id: string): number | Problem {
  if (!isUuid(id)) return { code: RECORD_INVALID, message: notUuid(id) };
  const ordinal = object.records.ordinalOf(id);
  if (ordinal !== undefined && object.records.exists(ordinal)) return ordinal;
  return { code: RECORD_INVALID, message: `Record [${id}] is not found.` };
}

function removeRecord(tenant: TenantParts, object: CustomObject, id: string): void {
  const ordinal = object.records.ordinalOf(id);
  if (ordinal !== undefined) object.records.remove(ordinal, tenant.world.now());
}

function existing(object: CustomObject, id: string): number {
  const ordinal = object.records.ordinalOf(id);
  if (ordinal !== undefined && object.records.exists(ordinal)) return ordinal;
  throw notFound();
}

/** An id as it is documented: a UUID with dashes. */
function idOf(value: unknown): string {
  const id = String(value);
  if (isUuid(id)) return id;
  throw bad(notUuid(id));
}

function notUuid(id: string): string {
  return `input string "${id}" is not a valid UUID`;
}

function requireCount({ length }: readonly unknown[]): void {
  if (length < 1 || length > RECORDS_MAX) throw bad(`Expected 1 to ${RECORDS_MAX} records.`);
}

function partialOf(value: unknown): boolean {
  if (value === undefined || typeof value === 'boolean') return value ?? false;
  throw bad('Expected allowPartialSuccess to be true or false.');
}

function bad(message: string): Refusal {
  return new Refusal(400, RECORD_INVALID, message);
}

function notFound(): Refusal {
  return new Refusal(404, RECORD_NOT_FOUND, 'Record not found.');
}

function jsonText(text: string): TenantResponse {
  return { status: 200, headers: { 'content-type': 'application/json' }, body: text };
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}
