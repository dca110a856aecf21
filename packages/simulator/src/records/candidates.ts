import type { CustomObject } from '../definitions/register.ts';
import type { Query } from './query.ts';

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
