import type { FieldDefinition } from '../definitions/definition.ts';
import type { CustomObject } from '../definitions/register.ts';
import type { TenantParts } from '../tenant-parts.ts';
import { compareTexts, definitionOf, textOfField } from './field-value.ts';
import { fieldsOf, type Query } from './query.ts';
import { QueryFault } from './query-token.ts';

/** Throws for fields that are not filterable, and for values that are not of the field's type. */
export function checkQuery(object: CustomObject, query: Query): void {
  for (const field of fieldsOf(query)) {
    if (!object.layout.filterable.has(field)) {
      throw new QueryFault(`Field [${field}] is not filterable.`);
    }
  }
  checkValues(object, query);
}

function checkValues(object: CustomObject, query: Query): void {
  if (query.kind === 'and' || query.kind === 'or') {
    for (const part of query.parts) checkValues(object, part);
  } else if (query.kind === 'not') {
    checkValues(object, query.part);
  } else if (query.kind === 'compare' && query.pattern === undefined) {
    const definition = definitionOf(object, query.field);
    if (definition === undefined || isValueOf(definition, query.value)) return;
    throw new QueryFault(`"${query.value}" is not a value of field [${query.field}].`);
  }
}

function isValueOf({ type, format }: FieldDefinition, text: string): boolean {
  if (type === 'boolean') return text === 'true' || text === 'false';
  if (type === 'integer' || type === 'number') return text !== '' && !Number.isNaN(Number(text));
  if (format !== 'date' && format !== 'date-time') return true;
  return !Number.isNaN(Date.parse(text));
}

/** Whether the state of a record at the time `at` matches the query. */
export function matches(
  tenant: TenantParts,
  object: CustomObject,
  ordinal: number,
  query: Query,
  at: number,
): boolean {
  switch (query.kind) {
    case 'and':
      return query.parts.every((part) => matches(tenant, object, ordinal, part, at));
    case 'or':
      return query.parts.some((part) => matches(tenant, object, ordinal, part, at));
    case 'not':
      return !matches(tenant, object, ordinal, query.part, at);
    case 'exists':
      return textOfField(tenant, object, ordinal, query.field, at) !== undefined;
    case 'compare': {
      const stored = textOfField(tenant, object, ordinal, query.field, at);
      const definition = definitionOf(object, query.field);
      if (stored === undefined || definition === undefined) return false;
      if (query.pattern !== undefined) return query.pattern.test(stored);
      const order = compareTexts(definition, stored, query.value);
      return isInOrder(query.comparison, order);
    }
  }
}

function isInOrder(comparison: string, order: number): boolean {
  if (comparison === '=') return order === 0;
  if (comparison === '<') return order < 0;
  if (comparison === '<=') return order <= 0;
  return comparison === '>' ? order > 0 : order >= 0;
}

/**
 * The only records that can match the query, found by the indices of unique fields; `undefined` if
 * every record must be checked. Without this, each look-up of one key would read a million records.
 */
export function candidates(object: CustomObject, query: Query): number[] | undefined {
  switch (query.kind) {
    case 'compare': {
      const field = object.layout.byName.get(query.field);
      const isText = field?.definition.type === 'string' && field.definition.format === undefined;
      const isExact = query.comparison === '=' && query.pattern === undefined;
      if (field?.unique !== true || !isText || !isExact) return undefined;
      const holder = object.records.holderOf(field.slot, query.value);
      return holder === undefined ? [] : [holder];
    }
    case 'and':
      return query.parts
        .map((part) => candidates(object, part))
        .find((found) => found !== undefined);
    case 'or': {
      const found = query.parts.map((part) => candidates(object, part));
      if (!found.every((list) => list !== undefined)) return undefined;
      return [...new Set(found.flat())];
    }
    default:
      return undefined;
  }
}
