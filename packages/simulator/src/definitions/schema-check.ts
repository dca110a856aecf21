import { isObject } from '../http/json-body.ts';
import type { FieldDefinition, Relationship, Schema } from './definition.ts';
import { isSystemField, systemFields } from './system-fields.ts';

/** An invalid definition; the message says which documented rule it violates. */
export class DefinitionFault extends Error {
  override readonly name = 'DefinitionFault';
}

const FIELDS_MAX = 50;
const UNIQUE_MAX = 5;
const AUDITABLE_MAX = 5;
const OPTIONS_MAX = 250;
const NAME_CHARACTERS_MAX = 64;
const DESCRIPTION_CHARACTERS_MAX = 250;
const TEXT_CHARACTERS_DEFAULT = 512;

/** The schema of a custom object in `value`, whose field names end in `__c`; else as `readSchema`. */
export function readCustomSchema(value: unknown): Schema {
  const schema = readSchema(value);
  for (const name of Object.keys(schema.properties)) {
    if (!isSystemField(name)) requireCustomName(name);
  }
  return schema;
}

/** Throws a `DefinitionFault` for a name that a custom field cannot have. */
export function requireCustomName(name: string): void {
  if (!isName(name) || !name.endsWith('__c'))
    fail(`Invalid field name ${name}: expected ${name}__c.`);
}

/**
 * The schema in `value`, with the fields and defaults that Zuora adds. Throws a `DefinitionFault` for
 * anything that docs/zuora-api.md, sections 4.2 and 7.1, do not allow.
 */
export function readSchema(value: unknown): Schema {
  const envelope = isObject(value) ? value : {};
  const given = isObject(envelope['schema']) ? envelope['schema'] : envelope;
  const { object } = given;
  if (typeof object !== 'string' || !isName(object)) fail(`Invalid object name ${String(object)}.`);
  const fields = customFields(given['properties']);
  const names = Object.keys(fields);
  if (names.length < 1 || names.length > FIELDS_MAX) fail(`${object} needs 1 to 50 custom fields.`);
  const list = (key: string) => namesIn(given[key], key, names);
  const unique = list('unique');
  const filterable = list('filterable');
  const auditable = list('auditable');
  if (unique.length > UNIQUE_MAX) fail(`${object} has more than ${UNIQUE_MAX} unique fields.`);
  if (auditable.length > AUDITABLE_MAX) fail(`${object} has more than 5 auditable fields.`);
  const hidden = unique.find((name) => !filterable.includes(name));
  if (hidden !== undefined) fail(`Unique field ${hidden} must be filterable.`);
  for (const name of filterable) requireFilterable(name, fields[name]!);
  const system = Object.keys(systemFields);
  return {
    object,
    label: text(given['label']) ?? object,
    type: 'object',
    ...descriptionOf(given['description']),
    properties: { ...fields, ...systemFields },
    required: [...list('required'), ...system],
    filterable: [...filterable, ...system],
    unique,
    auditable,
    relationships: relationshipsOf(given['relationships'], names),
    enableCreateRecordAuditing: given['enableCreateRecordAuditing'] === true,
    enableDeleteRecordAuditing: given['enableDeleteRecordAuditing'] === true,
    enableRecordMigration: given['enableRecordMigration'] === true,
  };
}

function customFields(value: unknown): Record<string, FieldDefinition> {
  const fields: Record<string, FieldDefinition> = {};
  for (const [name, field] of Object.entries(isObject(value) ? value : {})) {
    if (isSystemField(name)) continue;
    if (!isName(name)) fail(`Invalid field name ${name}.`);
    fields[name] = readField(name, field);
  }
  return fields;
}

/** Checks one field. Text without a length gets the default of 512 characters. */
export function readField(name: string, value: unknown): FieldDefinition {
  if (!isField(value)) fail(`Field ${name} needs a type: string, integer, number or boolean.`);
  const { enum: options } = value;
  if (options !== undefined && (options.length < 1 || options.length > OPTIONS_MAX)) {
    fail(`Field ${name} needs 1 to ${OPTIONS_MAX} options.`);
  }
  const origin = name.endsWith('__c') ? 'custom' : 'standard';
  const isText = value.type === 'string' && (value.format ?? 'url') === 'url';
  const maxLength = value.maxLength ?? (isText ? TEXT_CHARACTERS_DEFAULT : undefined);
  return { ...value, ...(maxLength === undefined ? {} : { maxLength }), origin };
}

/** Unique fields, too, because they must be filterable. */
function requireFilterable(name: string, { multiselect, format = '' }: FieldDefinition): void {
  if (multiselect === true) fail(`Field ${name} cannot be filterable: it is a multiselect.`);
  if (['long-text', 'url'].includes(format)) {
    fail(`Field ${name} cannot be filterable: it is a ${format}.`);
  }
}

function isField(value: unknown): value is FieldDefinition {
  if (!isObject(value)) return false;
  const types: unknown[] = ['string', 'integer', 'number', 'boolean'];
  const options = value['enum'];
  const optionsAreTexts =
    options === undefined ||
    (Array.isArray(options) && options.every((option) => typeof option === 'string'));
  return types.includes(value['type']) && optionsAreTexts;
}

/** The names of custom fields in a list; skips the system fields, which answers include. */
function namesIn(value: unknown, key: string, known: readonly string[]): string[] {
  const names: unknown[] = Array.isArray(value) ? value : [];
  const custom = names.filter((name) => typeof name === 'string').filter((n) => !isSystemField(n));
  const stray = custom.find((name) => !known.includes(name));
  if (stray !== undefined) fail(`There is no field ${stray}, which is listed under ${key}.`);
  return custom;
}

function relationshipsOf(value: unknown, known: readonly string[]): Relationship[] {
  const list: unknown[] = Array.isArray(value) ? value : [];
  const relationships = list.map((entry) => readRelationship(entry, known));
  const toOne = relationships.filter(({ cardinality }) => cardinality === 'manyToOne');
  if (toOne.length > 2) fail('An object has at most 2 manyToOne relationships.');
  return relationships;
}

export function readRelationship(value: unknown, known: readonly string[]): Relationship {
  if (!isRelationship(value)) fail('A relationship needs namespace, object and fields.');
  const stray = Object.keys(value.fields).find((name) => !known.includes(name));
  if (value.cardinality !== 'oneToMany' && stray !== undefined) fail(`There is no field ${stray}.`);
  return { ...value, cardinality: value.cardinality ?? 'manyToOne' };
}

function isRelationship(value: unknown): value is Relationship {
  if (!isObject(value)) return false;
  const { namespace, object, fields } = value;
  return typeof namespace === 'string' && typeof object === 'string' && isObject(fields);
}

function isName(name: string): boolean {
  return name.length <= NAME_CHARACTERS_MAX && /^[A-Za-z][A-Za-z0-9_]*$/.test(name);
}

function descriptionOf(value: unknown): { description?: string } {
  const description = text(value);
  if (description === undefined) return {};
  if (description.length > DESCRIPTION_CHARACTERS_MAX)
    fail('A description has at most 250 characters.');
  return { description };
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function fail(message: string): never {
  throw new DefinitionFault(message);
}
