import { requirePermission } from '../auth/login.ts';
import type { Call } from '../call.ts';
import type { CustomObject } from '../definitions/register.ts';
import { isObject, readJson } from '../http/json-body.ts';
import { json, type TenantResponse } from '../http/message.ts';
import { Refusal, type RefusalDetail } from '../http/refusal.ts';
import type { TenantParts } from '../tenant-parts.ts';
import { type Admission, admit } from './admission.ts';
import { readGivenRecord, storedAsGiven } from './given-record.ts';
import { objectOf } from './look-up.ts';
import { recordAsJson } from './record-json.ts';

const RECORD_INVALID = 71012520;
const RECORD_NOT_FOUND = 71012540;
const RETRYABLE = 71012561;
const RECORDS_MAX = 1000;

const invalid = 'Request contains invalid record that failed validation against the object schema.';

type GivenRecord = Record<string, unknown>;

/** `POST /objects/records/default/{object}`: up to 1,000 records; stores all, or only the valid ones. */
export async function insert(tenant: TenantParts, call: Call): Promise<TenantResponse> {
  const object = objectOf(tenant, call);
  const body = await readJson(call.request, RECORD_INVALID);
  const records = listOf(body['records']);
  if (!records.every(isObject)) throw bad('Expected each record to be an object.');
  const allowPartial = partialOf(body['allowPartialSuccess']);
  const writes = records.map((record) => ({ record, self: undefined, merge: false }));
  return write(tenant, call, object, writes, allowPartial);
}

/** `POST /objects/batch/default/{object}`: updates or deletes up to 1,000 records. */
export async function batch(tenant: TenantParts, call: Call): Promise<TenantResponse> {
  const object = objectOf(tenant, call);
  const body = await readJson(call.request, RECORD_INVALID);
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
    return { record: change, self: existing(object, idOf(id)), merge: true };
  });
  const allowPartial = partialOf(action['allowPartialSuccess']);
  const answer = write(tenant, call, object, writes, allowPartial);
  const { error } = JSON.parse(String(answer.body));
  return json(error === undefined ? {} : { error });
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
  const record = await readJson(call.request, RECORD_INVALID, types);
  const object = objectOf(tenant, call);
  const self = existing(object, idOf(call.params['id']));
  write(tenant, call, object, [{ record, self, merge: true }], false);
  return jsonText(recordAsJson(tenant, object, self));
}

/** `PUT` replaces every field. */
export async function replace(tenant: TenantParts, call: Call): Promise<TenantResponse> {
  const record = await readJson(call.request, RECORD_INVALID);
  const object = objectOf(tenant, call);
  const self = existing(object, idOf(call.params['id']));
  write(tenant, call, object, [{ record, self, merge: false }], false);
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
  /** The record to overwrite; `undefined` for a new one. */
  readonly self: number | undefined;
  /** Whether fields that are not given keep their values. */
  readonly merge: boolean;
}

function write(
  tenant: TenantParts,
  call: Call,
  object: CustomObject,
  writes: readonly Write[],
  allowPartial: boolean,
): TenantResponse {
  requireCount(writes);
  if (!allowPartial) {
    const details = writes.flatMap((one) => refusalsOf(one, checked(tenant, object, one)));
    const isTrouble = details.some(({ code }) => code === RETRYABLE);
    if (isTrouble) throw new Refusal(500, RETRYABLE, 'Please retry later.', { details });
    if (details.length > 0) throw new Refusal(400, RECORD_INVALID, invalid, { details });
  }
  const details: RefusalDetail[] = [];
  const written: number[] = [];
  const origin = { job: 0, row: 0, login: call.login.ordinal, at: tenant.world.now() };
  for (const one of writes) {
    // Checked one by one: two records of the same call may share a unique value.
    const admission = checked(tenant, object, one);
    const refused = refusalsOf(one, admission);
    details.push(...refused);
    if (refused.length > 0) continue;
    const { self } = one;
    const keepPrevious = tenant.knobs.visibilityLagMs > 0;
    if (self !== undefined) object.records.update(self, admission.cells, origin, keepPrevious);
    written.push(self ?? object.records.insert(admission.cells, origin));
  }
  const records = written.map((ordinal) => recordAsJson(tenant, object, ordinal)).join(',');
  const error = { code: RECORD_INVALID, message: invalid, details };
  const rest = details.length === 0 ? '' : `,"error":${JSON.stringify(error)}`;
  return jsonText(`{"records":[${records}]${rest}}`);
}

function checked(
  tenant: TenantParts,
  object: CustomObject,
  { record, self, merge }: Write,
): Admission {
  const { layout, records } = object;
  const { multiselectForm } = tenant.knobs;
  const { given, problems } = readGivenRecord(record, layout, multiselectForm);
  const cells = merge && self !== undefined ? records.cells(self) : [];
  const base = merge ? storedAsGiven(cells, layout, multiselectForm) : [];
  const merged = Array.from(given, (cell, slot) => (cell === undefined ? base[slot] : cell));
  const admission = admit(tenant, object, merged, self);
  return { ...admission, problems: [...problems, ...admission.problems] };
}

function refusalsOf({ record }: Write, { problems }: Admission): RefusalDetail[] {
  return problems.slice(0, 1).map((problem) => ({ ...problem, record }));
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
  if (/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id)) return id;
  throw bad(`input string "${id}" is not a valid UUID`);
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
