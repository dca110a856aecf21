import { suggest } from '@rowferry/core/internal';
import type { Condition, Filter, ObjectDefinition } from '@rowferry/zuora';
import { Fault } from '../fault.ts';
import { filterValue, untypedValue } from './filter-value.ts';

/** What a filter needs of the object's definition. */
type Definition = Pick<ObjectDefinition, 'object' | 'properties' | 'filterable'>;

const FORM = /^\s*(\S+)\s+(\S+)(?:\s(.*))?$/s;

/**
 * Parses one or two filters `field OPERATOR value`. A value gets the type of its field in the object; without a
 * definition it is JSON.
 */
export function filterFrom(texts: readonly string[], definition: Definition | undefined): Filter {
  const [first, second, third] = texts.map((text) => conditionFrom(text, definition));
  if (first === undefined || third !== undefined) {
    throw new Fault('--filter: Zuora accepts one or two filters');
  }
  return { conditions: second === undefined ? [first] : [first, second] };
}

function conditionFrom(text: string, definition: Definition | undefined): Condition {
  const [, field = '', word = '', value = ''] = FORM.exec(text) ?? [];
  if (field === '') {
    throw new Fault(`--filter: expected \`field OPERATOR value\`, got \`${text}\``);
  }
  const operator = word.toUpperCase();
  if (!isOperator(operator)) {
    throw new Fault(`--filter: there is no operator \`${word}\`; use EQ, GT, LT, GE or LE`);
  }
  const property = definition && propertyOf(field, definition);
  try {
    const read = property ? filterValue(value, operator, property) : untypedValue(value);
    return { field, operator, value: read };
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    throw new Fault(`--filter: \`${field} ${operator}\`: ${error.message}`, { cause: error });
  }
}

function isOperator(word: string): word is Condition['operator'] {
  return ['EQ', 'GT', 'LT', 'GE', 'LE'].includes(word);
}

function propertyOf(
  field: string,
  { object, properties, filterable }: Definition,
): ObjectDefinition['properties'][string] {
  const property = Object.hasOwn(properties, field) ? properties[field] : undefined;
  if (property === undefined) {
    const hint = suggest(field, Object.keys(properties));
    throw new Fault(`--filter: ${object} has no field \`${field}\`${hint}`);
  }
  // Not every definition lists the system fields (docs/zuora-api.md, section 7.1).
  if (filterable.includes(field) || property['origin'] === 'system') return property;
  const known = filterable.join(', ');
  throw new Fault(`--filter: ${object} cannot be filtered by \`${field}\`, only by ${known}`);
}
