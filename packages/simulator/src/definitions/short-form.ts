import type { FieldDefinition, Relationship, Schema } from './definition.ts';

/** A field in short form: its definition, and the lists of the schema that include it. */
export interface ShortField extends FieldDefinition {
  readonly required?: boolean | undefined;
  /** Implies `filterable`, because a unique field must be filterable (docs/zuora-api.md, section 4.2). */
  readonly unique?: boolean | undefined;
  readonly filterable?: boolean | undefined;
  /** The custom object whose records the field refers to by Id; the record must exist. */
  readonly references?: string | undefined;
}

/** Builds a schema from fields in short form. */
export function defineObject(object: string, fields: Readonly<Record<string, ShortField>>): Schema {
  const properties: Record<string, FieldDefinition> = {};
  const relationships: Relationship[] = [];
  for (const [name, field] of Object.entries(fields)) {
    const { required: _r, unique: _u, filterable: _f, references, ...definition } = field;
    properties[name] = definition;
    if (references === undefined) continue;
    relationships.push({
      cardinality: 'manyToOne',
      namespace: 'default',
      object: references,
      fields: { [name]: 'Id' },
      recordConstraints: { create: { enforceValidMapping: true } },
    });
  }
  const named = (wanted: (field: ShortField) => boolean | undefined) =>
    Object.keys(fields).filter((name) => wanted(fields[name]!) === true);
  return {
    object,
    label: object,
    type: 'object',
    properties,
    required: named((field) => field.required),
    unique: named((field) => field.unique),
    filterable: named((field) => field.filterable ?? field.unique),
    relationships,
  };
}
