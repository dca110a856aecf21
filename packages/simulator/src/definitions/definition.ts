/** The definition of a field (docs/zuora-api.md, section 7.1). */
export interface FieldDefinition {
  readonly type: 'string' | 'integer' | 'number' | 'boolean';
  readonly format?: string;
  readonly maxLength?: number;
  readonly enum?: readonly string[];
  readonly multiselect?: boolean;
  /** A `bigint` beyond 2^53, because integers have 64 bits. */
  readonly minimum?: number | bigint;
  readonly maximum?: number | bigint;
  readonly default?: string | number | bigint | boolean | null;
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
