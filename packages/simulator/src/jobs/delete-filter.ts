import type { CustomObject } from '../definitions/register.ts';
import { isObject, requireOnly } from '../http/json-body.ts';
import { Refusal } from '../http/refusal.ts';
import { checkCondition } from '../records/condition.ts';
import type { TenantParts } from '../tenant-parts.ts';
import type { Condition } from './job.ts';

const FILTER_INVALID = 71013220;
const CONDITIONS_INVALID = 71013320;
const CONDITIONS_MAX = 2;

/** The conditions of a delete job. Refuses a filter that is missing, wrong or not allowed. */
export function readFilter(
  tenant: TenantParts,
  object: CustomObject,
  operation: string,
  filter: unknown,
): Condition[] {
  if (operation !== 'delete') {
    if (filter === undefined || tenant.knobs.filterOnUpload === 'ignore') return [];
    throw new Refusal(400, FILTER_INVALID, 'Only a delete job takes a filter.');
  }
  if (filter === undefined) {
    if (tenant.knobs.deleteWithoutFilter === 'delete-all') return [];
    throw new Refusal(400, FILTER_INVALID, 'A delete job needs a filter.');
  }
  if (isObject(filter)) requireOnly(filter, ['conditions'], FILTER_INVALID);
  const given: unknown = isObject(filter) ? filter['conditions'] : undefined;
  const conditions: unknown[] = Array.isArray(given) ? given : [];
  if (conditions.length < 1 || conditions.length > CONDITIONS_MAX) {
    throw new Refusal(400, CONDITIONS_INVALID, 'A filter has 1 or 2 conditions.');
  }
  return conditions.map((condition) => {
    const checked = checkCondition(object, condition, tenant.knobs.dateForms);
    if (typeof checked === 'string') throw new Refusal(400, CONDITIONS_INVALID, checked);
    return checked;
  });
}
