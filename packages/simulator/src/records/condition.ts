import type { FieldDefinition } from '../definitions/definition.ts';
import type { CustomObject } from '../definitions/register.ts';
import { isObject, jsonType } from '../http/json-body.ts';
import type { Condition } from '../jobs/job.ts';
import type { Knobs } from '../knobs/table.ts';
import type { TenantParts } from '../tenant-parts.ts';
import { isUuidValue } from '../uuid.ts';
import { compareTexts } from './comparison.ts';
import { readDate, readDateTime } from './date-cell.ts';
import { definitionOf, textOfField } from './field-value.ts';

const operators = {
  EQ: (order: number) => order === 0,
  GT: (order: number) => order > 0,
  LT: (order: number) => order < 0,
  GE: (order: number) => order >= 0,
  LE: (order: number) => order <= 0,
} as const;

/** Checks a condition of a delete job's filter (docs/zuora-api.md, section 1.2). Returns it, or a message. */
export function checkCondition(
  object: CustomObject,
  given: unknown,
  forms: Knobs['dateForms'],
): Condition | string {
  const { field, operator, value: sought, ...others } = isObject(given) ? given : {};
  if (typeof field !== 'string' || !isOperator(operator) || Object.keys(others).length > 0) {
    return 'A condition has field, operator and value, and nothing else.';
  }
  const definition = definitionOf(object, field);
  if (definition === undefined || !object.layout.filterable.has(field)) {
    return `Field [${field}] is not filterable.`;
  }
  const value = valueFor(definition, sought, forms);
  if (value !== undefined) return { field, operator, value };
  return `Expected the value for field [${field}] to be of type ${typeText(definition)}.`;
}

/** The value as text; `undefined` if its type is not that of the field. */
function valueFor(
  { type, format }: FieldDefinition,
  sought: unknown,
  forms: Knobs['dateForms'],
): string | undefined {
  const text = String(sought);
  const given = jsonType(sought);
  if (given !== type && !(type === 'number' && given === 'integer')) return undefined;
  if (format === 'date' || format === 'date-time') {
    return readDate(text, forms) ?? readDateTime(text, forms);
  }
  return format === 'uuid' && !isUuidValue(text) ? undefined : text;
}

function typeText({ type, format }: FieldDefinition): string {
  return format === undefined ? type : `${type} (${format})`;
}

function isOperator(value: unknown): value is Condition['operator'] {
  return typeof value === 'string' && Object.hasOwn(operators, value);
}

export function meets(
  tenant: TenantParts,
  object: CustomObject,
  ordinal: number,
  { field, operator, value }: Condition,
): boolean {
  const definition = definitionOf(object, field);
  const stored = textOfField(tenant, object, ordinal, field);
  if (definition === undefined || stored === undefined) return false;
  return operators[operator](compareTexts(definition, stored, value));
}
