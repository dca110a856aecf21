import type { ColumnDefinition, Definition } from '@rowferry/core';
import type { ObjectDefinition } from './object-definition.ts';
import { present, textOf } from './wire.ts';

/** The definition in the form that core uses for its checks before the first upload. */
export function columnsOf(definition: ObjectDefinition): Definition {
  const { object, properties, required, unique, filterable } = definition;
  const columns = Object.entries(properties).map(([name, property]): [string, ColumnDefinition] => {
    const system = property['origin'] === 'system';
    const column = {
      type: textOf(property['type']) ?? 'string',
      format: textOf(property['format']),
      default: property['default'],
      // Zuora itself fills the system fields that it lists as required.
      required: required.includes(name) && !system,
      unique: unique.includes(name),
      filterable: filterable.includes(name),
      system,
    };
    return [name, present(column)];
  });
  // Most samples have the property `Id`; the API reference also writes `id` (docs/zuora-api.md, section 3).
  const isLower = !Object.hasOwn(properties, 'Id') && Object.hasOwn(properties, 'id');
  return { object, columns: Object.fromEntries(columns), ...(isLower && { idColumn: 'id' }) };
}
