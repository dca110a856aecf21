import type { CustomObject } from '../definitions/register.ts';
import type { TenantParts } from '../tenant-parts.ts';
import { compareTexts } from './comparison.ts';
import { definitionOf, textOfField } from './field-value.ts';
import type { Query } from './query.ts';
import { compareDates, isDate } from './query-date.ts';

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
      if (query.pattern !== undefined) return folded(tenant, query.pattern).test(stored);
      const order = isDate(definition)
        ? compareDates(stored, query.value)
        : compareTexts(definition, fold(tenant, stored), fold(tenant, query.value));
      return isInOrder(query.comparison, order);
    }
  }
}

function fold({ knobs }: TenantParts, text: string): string {
  return knobs.lookUpCase === 'exact' ? text : text.toLowerCase();
}

function folded({ knobs }: TenantParts, pattern: RegExp): RegExp {
  return knobs.lookUpCase === 'exact' ? pattern : new RegExp(pattern, `${pattern.flags}i`);
}

function isInOrder(comparison: string, order: number): boolean {
  if (comparison === '=') return order === 0;
  if (comparison === '<') return order < 0;
  if (comparison === '<=') return order <= 0;
  return comparison === '>' ? order > 0 : order >= 0;
}
