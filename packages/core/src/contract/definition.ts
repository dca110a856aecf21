/** A column as the target defines it. */
export interface ColumnDefinition {
  /** `string`, `integer`, `number`, `boolean`, or an unknown word. */
  readonly type: string;
  readonly format?: string;
  readonly default?: unknown;
  readonly required: boolean;
  readonly unique: boolean;
  readonly filterable: boolean;
  /** Maintained by the target itself. A file may not contain it, except the id on update. */
  readonly system: boolean;
}

export interface Definition {
  readonly object: string;
  /** The column of an update's file that contains the id of the stored record. Default: `systemFields.id`. */
  readonly idColumn?: string | undefined;
  readonly columns: Readonly<Record<string, ColumnDefinition>>;
}
