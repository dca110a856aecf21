import type { FieldDefinition } from '../definitions/definition.ts';
import type { CustomObject } from '../definitions/register.ts';
import { definitionOf } from './field-value.ts';
import { fieldsOf, type Query, QueryFault } from './query.ts';
import { isDate, isDateValue } from './query-date.ts';

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

function isValueOf(definition: FieldDefinition, text: string): boolean {
  const { type } = definition;
  if (type === 'boolean') return text === 'true' || text === 'false';
  if (type === 'integer' || type === 'number') return text !== '' && !Number.isNaN(Number(text));
  return !isDate(definition) || isDateValue(text);
}
