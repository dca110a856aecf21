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
  if (!isCondition(value)) return 'A condition needs field, operator and value.';
  const definition = definitionOf(object, value.field);
  if (definition === undefined || !object.layout.filterable.has(value.field)) {
    return `Field [${value.field}] is not filterable.`;
  }
  const wanted = definition.type === 'integer' ? 'number' : definition.type;
  if (typeof value.value === wanted) return value;
  return `Expected the value for field [${value.field}] to be a ${wanted}.`;
}

function isCondition(value: unknown): value is Condition {
  if (!isObject(value)) return false;
  const { field, operator, value: sought } = value;
  const isValue = ['string', 'number', 'boolean'].includes(typeof sought);
  return typeof field === 'string' && Object.hasOwn(operators, String(operator)) && isValue;
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
  return operators[operator](compareTexts(definition, stored, String(value)));
}
