import type { FieldDefinition, Schema } from './definition.ts';
import { isSystemField } from './system-fields.ts';

/** A custom field, in the form that the checks of cells use. */
export interface Field {
  readonly name: string;
  /** Its index in stored records; no other field of the same object ever uses it. */
  readonly slot: number;
  readonly definition: FieldDefinition;
  readonly options: ReadonlySet<string> | undefined;
  readonly required: boolean;
  readonly unique: boolean;
  readonly parent: { readonly namespace: string; readonly object: string } | undefined;
}

/** The custom fields of an object and their indices in stored records. */
export interface Layout {
  readonly object: string;
  readonly fields: readonly Field[];
  readonly byName: ReadonlyMap<string, Field>;
  readonly filterable: ReadonlySet<string>;
  readonly slotCount: number;
}

/** The layout of a schema; fields of `before` keep their slots, renamed or not. */
export function layOut(
  schema: Schema,
  before?: Layout,
  renamed: Record<string, string> = {},
): Layout {
  let slotCount = before?.slotCount ?? 0;
  const fields: Field[] = [];
  for (const [name, definition] of Object.entries(schema.properties)) {
    if (isSystemField(name)) continue;
    const known = before?.byName.get(renamed[name] ?? name);
    fields.push({
      name,
      slot: known?.slot ?? slotCount++,
      definition,
      options: definition.enum === undefined ? undefined : new Set(definition.enum),
      required: schema.required?.includes(name) ?? false,
      unique: schema.unique?.includes(name) ?? false,
      parent: parentOf(schema, name),
    });
  }
  return {
    object: schema.object,
    fields,
    byName: new Map(fields.map((field) => [field.name, field])),
    filterable: new Set(schema.filterable),
    slotCount,
  };
}

function parentOf(schema: Schema, name: string): Field['parent'] {
  const relationship = schema.relationships?.find(
    ({ cardinality, fields }) => cardinality === 'manyToOne' && Object.hasOwn(fields, name),
  );
  // Valid mapping is enforced unless the definition says otherwise.
  if (relationship?.recordConstraints?.create?.enforceValidMapping === false) return undefined;
  if (relationship?.fields[name] !== 'Id') return undefined;
  return { namespace: relationship.namespace, object: relationship.object };
}
