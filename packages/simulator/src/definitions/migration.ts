import { isObject } from '../http/json-body.ts';
import type { FieldDefinition, Relationship, Schema } from './definition.ts';
import { DefinitionFault, readField, readSchema, requireCustomName } from './schema-check.ts';

export interface MigratedSchema {
  readonly schema: Schema;
  /** New field name to old one. */
  readonly renamed: Record<string, string>;
}

/** The schema after one migration action (docs/zuora-api.md, section 7.1); throws a `DefinitionFault`. */
export function migrateSchema(
  schema: Schema,
  action: Record<string, unknown>,
  hasRecords: boolean,
): MigratedSchema {
  const field = isObject(action['field']) ? action['field'] : {};
  const name = String(field['name']);
  const renamed: Record<string, string> = {};
  switch (action['type']) {
    case 'addField':
      requireCustomName(name);
      if (Object.hasOwn(schema.properties, name)) fail(`Field ${name} already exists.`);
      return { schema: withField(schema, name, field, hasRecords), renamed };
    case 'updateField':
      requireCustomField(schema, name);
      return { schema: withField(schema, name, field, hasRecords), renamed };
    case 'deleteField':
      requireCustomField(schema, name);
      if (hasRecords) fail(`Field ${name} cannot be deleted: the object has records.`);
      return { schema: withoutField(schema, name), renamed };
    case 'renameField': {
      const target = String(field['targetName']);
      requireCustomField(schema, name);
      requireCustomName(target);
      if (Object.hasOwn(schema.properties, target)) fail(`Field ${target} already exists.`);
      return { schema: withRenamed(schema, name, target), renamed: { [target]: name } };
    }
    case 'updateObject': {
      const { label, description } = action;
      const change = { ...(label ? { label } : {}), ...(description ? { description } : {}) };
      return { schema: readSchema({ ...schema, ...change }), renamed };
    }
    case 'addRelationship': {
      if (hasRecords) fail('A relationship cannot be added: the object has records.');
      const relationships = [...(schema.relationships ?? []), action['relationship']];
      return { schema: readSchema({ ...schema, relationships }), renamed };
    }
    case 'deleteRelationship':
      return { schema: withoutRelationship(schema, action['relationship']), renamed };
    default:
      return fail(`Unknown migration action ${String(action['type'])}.`);
  }
}

const lists = ['required', 'filterable', 'unique', 'auditable'] as const;

function withField(
  schema: Schema,
  name: string,
  change: Record<string, unknown>,
  hasRecords: boolean,
): Schema {
  const before: FieldDefinition | undefined = schema.properties[name];
  const given = isObject(change['definition']) ? change['definition'] : {};
  const properties = { ...schema.properties, [name]: readField(name, { ...before, ...given }) };
  const next: Record<string, unknown> = { ...schema, properties };
  for (const list of lists) {
    const names = schema[list] ?? [];
    const wanted = change[list];
    const isNew = wanted === true && !names.includes(name);
    if (isNew && hasRecords && (list === 'required' || list === 'unique')) {
      fail(`Field ${name} cannot become ${list}: the object has records.`);
    }
    if (isNew) next[list] = [...names, name];
    else if (wanted === false) next[list] = names.filter((other) => other !== name);
  }
  return readSchema(next);
}

function withoutField(schema: Schema, name: string): Schema {
  const { [name]: _removed, ...properties } = schema.properties;
  const next: Record<string, unknown> = { ...schema, properties };
  for (const list of lists) next[list] = schema[list]?.filter((other) => other !== name);
  next['relationships'] = schema.relationships?.filter(
    ({ fields }) => !Object.hasOwn(fields, name),
  );
  return readSchema(next);
}

function withRenamed(schema: Schema, name: string, target: string): Schema {
  const rename = (other: string) => (other === name ? target : other);
  const entries = (object: Readonly<Record<string, unknown>>) =>
    Object.fromEntries(Object.entries(object).map(([key, value]) => [rename(key), value]));
  const next: Record<string, unknown> = { ...schema, properties: entries(schema.properties) };
  for (const list of lists) next[list] = schema[list]?.map(rename);
  next['relationships'] = schema.relationships?.map((relationship) => ({
    ...relationship,
    fields: entries(relationship.fields),
  }));
  return readSchema(next);
}

function withoutRelationship(schema: Schema, value: unknown): Schema {
  const given = isObject(value) ? value : {};
  const isGiven = ({ namespace, object, fields }: Relationship) =>
    namespace === given['namespace'] &&
    object === given['object'] &&
    JSON.stringify(fields) === JSON.stringify(given['fields']);
  const left = (schema.relationships ?? []).filter((relationship) => !isGiven(relationship));
  if (left.length === schema.relationships?.length) fail('There is no such relationship.');
  return readSchema({ ...schema, relationships: left });
}

function requireCustomField(schema: Schema, name: string): void {
  if (schema.properties[name]?.origin !== 'custom') fail(`There is no custom field ${name}.`);
}

function fail(message: string): never {
  throw new DefinitionFault(message);
}
