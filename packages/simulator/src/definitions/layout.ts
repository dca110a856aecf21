import { type FieldDefinition, isSystemField, type Schema } from './definition.ts';

/** A custom field, ready for checking cells. */
export interface Field {
  readonly name: string;
  /** Its place in stored records; never given to another field of the same object. */
  readonly slot: number;
  readonly definition: FieldDefinition;
  readonly options: ReadonlySet<string> | undefined;
  readonly required: boolean;
  readonly unique: boolean;
  readonly parent: { readonly namespace: string; readonly object: string } | undefined;
}

/** The custom fields of an object and where stored records keep them. */
export interface Layout {
  readonly object: string;
  readonly fields: readonly Field[];
  readonly byName: ReadonlyMap<string, Field>;
  readonly filterable: ReadonlySet<string>;
  readonly slotCount: number;
}

/** The layout of a schema; fields that `before` knows keep their slots, renamed or not. */
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
