import type { Call } from '../call.ts';
import type { CustomObject } from '../definitions/register.ts';
import { isObject, readExactJson, requireOnly } from '../http/json-body.ts';
import { exactJson, json, type TenantResponse, textOf } from '../http/message.ts';
import { Refusal, type RefusalDetail } from '../http/refusal.ts';
import type { TenantParts } from '../tenant-parts.ts';
import { isUuid, notUuid } from '../uuid.ts';
import type { Problem } from './cell.ts';
import { objectOf } from './look-up.ts';
import { recordAsJson } from './record-json.ts';
import { requireRecordPermission } from './record-permission.ts';
import { RECORD_NOT_FOUND, recordToChange } from './record-to-change.ts';
import { RECORD_INVALID, requireCount, type Write, write } from './writes.ts';

const RESTRICTED = 71012530;

const invalid = 'Request contains invalid record that failed validation against the object schema.';

/** `POST /objects/records/default/{object}`: up to 1,000 records; stores all, or only the valid ones. */
export async function insert(tenant: TenantParts, call: Call): Promise<TenantResponse> {
  requireRecordPermission(call.login, 'create');
  const object = objectOf(tenant, call);
  const body = await readExactJson(call.request, RECORD_INVALID);
  requireOnly(body, ['records', 'allowPartialSuccess'], RECORD_INVALID);
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
  requireOnly(body, ['action'], RECORD_INVALID);
  const { type, ...action } = isObject(body['action']) ? body['action'] : {};
  if (type === 'delete') return batchDelete(tenant, call, object, action);
  if (type === 'update') return batchUpdate(tenant, call, object, action);
  throw bad('Expected an action of type update or delete.');
}

type Action = Readonly<Record<string, unknown>>;

function batchDelete(
  tenant: TenantParts,
  { login }: Call,
  object: CustomObject,
  action: Action,
): TenantResponse {
  requireRecordPermission(login, 'delete');
  requireOnly(action, ['ids'], RECORD_INVALID);
  const ids = listOf(action['ids']);
  requireCount(ids);
  for (const id of ids.map(idOf)) removeRecord(tenant, object, id);
  return json({});
}

function batchUpdate(
  tenant: TenantParts,
  call: Call,
  object: CustomObject,
  action: Action,
): TenantResponse {
  requireRecordPermission(call.login, 'update');
  requireOnly(action, ['records', 'allowPartialSuccess'], RECORD_INVALID);
  const { records } = action;
  if (!isObject(records)) throw bad('Expected an update to have records.');
  const named = new Set<string>();
  const writes = Object.entries(records).map(([id, record]): Write => {
    if (!isObject(record)) throw bad('Expected each record to be an object.');
    const isTwice = named.has(id.toLowerCase());
    named.add(id.toLowerCase());
    // The codes that are documented for records of a batch have none for a record that is not there.
    const target = isTwice ? namedTwice(id) : recordToChange(object, id, RECORD_INVALID);
    return { record, id, target, merge: true };
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

function errorOf(details: readonly RefusalDetail[]) {
  return { code: RECORD_INVALID, message: invalid, details };
}

function namedTwice(id: string): Problem {
  return { code: RECORD_INVALID, message: `Record [${id}] is given twice.` };
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
