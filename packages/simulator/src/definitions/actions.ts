import type { Login } from '../auth/login.ts';
import type { Call } from '../call.ts';
import { isObject, readJson, requireOnly } from '../http/json-body.ts';
import { exactJson, json, type TenantResponse } from '../http/message.ts';
import { Refusal } from '../http/refusal.ts';
import type { Job } from '../jobs/job.ts';
import { jobObject } from '../jobs/job-object.ts';
import type { TenantParts } from '../tenant-parts.ts';
import type { Schema } from './definition.ts';
import { migrateSchema } from './migration.ts';
import type { CustomObject } from './register.ts';
import { DefinitionFault, readCustomSchema } from './schema-check.ts';
import { isSystemField } from './system-fields.ts';

const DEFINITION_INVALID = 71000020;
const DEFINITION_RESTRICTED = 71000030;
const DEFINITION_NOT_FOUND = 71000040;
const MIGRATION_INVALID = 71002020;

/** `GET /objects/definitions/default/{object}`. */
export function describe(tenant: TenantParts, call: Call): TenantResponse {
  return exactJson(envelope(tenant, existing(tenant, call.params['object'] ?? '')));
}

/** `GET /objects/definitions/default`; with `select=type`, names only. */
export function describeAll(tenant: TenantParts, call: Call): TenantResponse {
  const select = call.query.get('select');
  if (select !== null && select !== 'type') {
    throw new Refusal(400, DEFINITION_INVALID, 'Expected select to be type.');
  }
  const onlyType = select === 'type';
  const definitions: Record<string, unknown> = {};
  for (const object of tenant.definitions.all()) {
    const { object: type } = object.schema;
    definitions[type] = onlyType ? { type } : envelope(tenant, object);
  }
  return exactJson({ count: Object.keys(definitions).length, definitions });
}

/** `POST /objects/definitions/default`; also accepts the answer of the list. */
export async function define(tenant: TenantParts, call: Call): Promise<TenantResponse> {
  const body = await readJson(call.request, DEFINITION_INVALID);
  const given = isObject(body['definitions']) ? Object.values(body['definitions']) : [];
  if (given.length === 0) throw new Refusal(400, DEFINITION_INVALID, 'No definitions given.');
  const schemas = given.map((value) => checked(() => readCustomSchema(value)));
  for (const { object } of schemas) {
    if (tenant.definitions.get(object) === undefined) continue;
    throw new Refusal(400, DEFINITION_RESTRICTED, `Object ${object} is already defined.`);
  }
  const definitions: Record<string, unknown> = {};
  for (const schema of schemas) {
    const object = tenant.definitions.add(schema, call.login.ordinal);
    definitions[schema.object] = envelope(tenant, object);
  }
  return exactJson({ count: schemas.length, definitions });
}

/** `DELETE /objects/definitions/default/{object}`; only if the object has no records. */
export function undefine(tenant: TenantParts, call: Call): TenantResponse {
  const object = existing(tenant, call.params['object'] ?? '');
  if (object.records.count() > 0) {
    throw new Refusal(400, DEFINITION_RESTRICTED, 'The object still has records.');
  }
  tenant.definitions.delete(object.schema.object);
  return json(`/objects/definitions/default/${object.schema.object}`);
}

const ACTION_KEYS = [
  'type',
  'namespace',
  'object',
  'field',
  'relationship',
  'label',
  'description',
  'enableCreateRecordAuditing',
  'enableDeleteRecordAuditing',
];

/** `POST /objects/migrations`: exactly one action, on a custom object or on one of Zuora's own. */
export async function migrate(tenant: TenantParts, call: Call): Promise<TenantResponse> {
  const action = actionIn(await readJson(call.request, MIGRATION_INVALID));
  const { namespace, object: name } = action;
  if (namespace !== 'default' && namespace !== 'com_zuora') {
    throw badMigration('Expected namespace to be default or com_zuora.');
  }
  const object = found(jobObject(tenant, namespace, name), name);
  const { schema, renamed } = checked(() =>
    migrateSchema(object.schema, action, object.records.count() > 0),
  );
  const register = namespace === 'default' ? tenant.definitions : tenant.standardObjects;
  register.change(object, schema, call.login.ordinal, renamed);
  // Only the definition of a custom object changes in a job.
  if (namespace !== 'default') return json({ actions: [action] });
  return json({ actions: [action], jobId: migrationJob(tenant, call.login, object).id });
}

function actionIn(body: Record<string, unknown>): Record<string, unknown> {
  const actions: unknown[] = Array.isArray(body['actions']) ? body['actions'] : [];
  const [action] = actions;
  if (actions.length !== 1 || !isObject(action)) {
    throw badMigration('A migration has exactly one action.');
  }
  requireOnly(body, ['actions'], MIGRATION_INVALID);
  requireOnly(action, ACTION_KEYS, MIGRATION_INVALID);
  return action;
}

function badMigration(message: string): Refusal {
  return new Refusal(400, MIGRATION_INVALID, message);
}

/** Definitions change in a job, which answers like the others. Here it ends at once. */
function migrationJob({ jobs }: TenantParts, login: Login, { schema }: CustomObject): Job {
  const job = { login, namespace: 'default', object: schema.object, operation: 'update' };
  const added = jobs.add({ ...job, status: 'in_progress' });
  jobs.move(added, 'completed');
  return added;
}

function existing(tenant: TenantParts, name: string): CustomObject {
  return found(tenant.definitions.get(name), name);
}

function found(object: CustomObject | undefined, name: unknown): CustomObject {
  if (object !== undefined) return object;
  const message = `Object definition ${String(name)} is not found.`;
  throw new Refusal(404, DEFINITION_NOT_FOUND, message);
}

function envelope(tenant: TenantParts, object: CustomObject): Record<string, unknown> {
  const { id, schema, createdAt, createdBy, updatedAt, updatedBy } = object;
  return {
    Id: id,
    type: schema.object,
    CreatedDate: tenant.stamps.date(createdAt),
    CreatedById: tenant.stamps.user(createdBy),
    UpdatedDate: tenant.stamps.date(updatedAt),
    UpdatedById: tenant.stamps.user(updatedBy),
    schema: shown(schema, tenant.knobs),
  };
}

function shown(schema: Schema, { idProperty, systemFields }: TenantParts['knobs']): object {
  const listed = systemFields === 'listed' ? schema : withoutSystemFields(schema);
  return idProperty === 'Id' ? listed : withLowerId(listed);
}

/** As in a sample whose lists have custom fields only (docs/zuora-api.md, section 7.1). */
function withoutSystemFields(schema: Schema): Schema {
  const { required = [], filterable = [] } = schema;
  const isCustom = (name: string) => !isSystemField(name);
  return {
    ...schema,
    required: required.filter(isCustom),
    filterable: filterable.filter(isCustom),
  };
}

function withLowerId(schema: Schema): object {
  const rename = (name: string) => (name === 'Id' ? 'id' : name);
  const { properties, required, filterable } = schema;
  return {
    ...schema,
    properties: Object.fromEntries(
      Object.entries(properties).map(([name, property]) => [rename(name), property]),
    ),
    required: required?.map(rename),
    filterable: filterable?.map(rename),
  };
}

function checked<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof DefinitionFault) throw new Refusal(400, DEFINITION_INVALID, error.message);
    throw error;
  }
}
