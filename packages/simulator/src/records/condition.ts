import { isLosslessNumber } from 'lossless-json';
import type { CustomObject } from '../definitions/register.ts';
import { isObject } from '../http/json-body.ts';
import type { Condition } from '../jobs/job.ts';
import type { TenantParts } from '../tenant-parts.ts';
import { compareTexts } from './comparison.ts';
import { definitionOf, textOfField } from './field-value.ts';

const operators = {
  EQ: (order: number) => order === 0,
  GT: (order: number) => order > 0,
  LT: (order: number) => order < 0,
  GE: (order: number) => order >= 0,
  LE: (order: number) => order <= 0,
} as const;

/** Checks a condition of a delete job's filter (docs/zuora-api.md, section 1.2). Returns it, or a message. */
export function checkCondition(object: CustomObject, value: unknown): Condition | string {
  const { field, operator, value: sought } = isObject(value) ? value : {};
  if (typeof field !== 'string' || !isOperator(operator)) {
    return 'A condition needs field, operator and value.';
  }
  const definition = definitionOf(object, field);
  if (definition === undefined || !object.layout.filterable.has(field)) {
    return `Field [${field}] is not filterable.`;
  }
  const wanted = definition.type === 'integer' ? 'number' : definition.type;
  const given = isLosslessNumber(sought) ? 'number' : typeof sought;
  if (given === wanted) return { field, operator, value: String(sought) };
  return `Expected the value for field [${field}] to be a ${wanted}.`;
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
