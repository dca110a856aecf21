/** The definition of a field (fact sheet section 7.1). */
export interface FieldDefinition {
  readonly type: 'string' | 'integer' | 'number' | 'boolean';
  readonly format?: string;
  readonly maxLength?: number;
  readonly enum?: readonly string[];
  readonly multiselect?: boolean;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly default?: string | number | boolean | null;
  readonly label?: string;
  readonly description?: string;
  readonly displayName?: boolean;
  readonly origin?: string;
}

export interface Relationship {
  readonly cardinality: 'manyToOne' | 'oneToMany';
  readonly namespace: string;
  readonly object: string;
  readonly fields: Readonly<Record<string, string>>;
  readonly recordConstraints?: {
    readonly create?: { readonly enforceValidMapping?: boolean };
  };
}

/** The schema of an object, in the form of `GET /objects/definitions/default/{object}`. */
export interface Schema {
  readonly object: string;
  readonly label?: string;
  readonly type?: string;
  readonly description?: string;
  readonly properties: Readonly<Record<string, FieldDefinition>>;
  readonly required?: readonly string[];
  readonly filterable?: readonly string[];
  readonly unique?: readonly string[];
  readonly auditable?: readonly string[];
  readonly relationships?: readonly Relationship[];
  readonly enableCreateRecordAuditing?: boolean;
  readonly enableDeleteRecordAuditing?: boolean;
  readonly enableRecordMigration?: boolean;
}

/** A definition with its envelope, or the schema alone. */
export type Definition = Schema | { readonly type?: string; readonly schema: Schema };

/** A field in short form: its definition, and the lists of the schema that include it. */
export interface ShortField extends FieldDefinition {
  readonly required?: boolean;
  /** Implies `filterable`, because a unique field must be filterable (fact sheet section 4.2). */
  readonly unique?: boolean;
  readonly filterable?: boolean;
  /** The custom object whose records the field refers to by Id; the record must exist. */
  readonly references?: string;
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

/** Fields that every record has and no file may write (fact sheet section 3). */
export const systemFields: Readonly<Record<string, FieldDefinition>> = {
  Id: { type: 'string', format: 'uuid', label: 'Id', origin: 'system' },
  CreatedById: { type: 'string', format: 'uuid', label: 'CreatedById', origin: 'system' },
  UpdatedById: { type: 'string', format: 'uuid', label: 'UpdatedById', origin: 'system' },
  CreatedDate: { type: 'string', format: 'date-time', label: 'CreatedDate', origin: 'system' },
  UpdatedDate: { type: 'string', format: 'date-time', label: 'UpdatedDate', origin: 'system' },
};

export function isSystemField(name: string): boolean {
  return Object.hasOwn(systemFields, name);
}
