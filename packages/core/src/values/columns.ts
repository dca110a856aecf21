import type { Format } from './cell.ts';

/** The same value in every row. */
export type Constant = string | number | bigint | boolean | null;

/** A field of the records, and how a column takes it. */
export interface FieldColumn {
  /** A field's name, or a path into nested objects and lists. */
  readonly from: string;
  /** How the value is written. Default: its type decides. */
  readonly format?: Format | undefined;
  /** Whether texts on the path are JSON, and are read as such. Default: false. */
  readonly json?: boolean | undefined;
  /**
   * Whether the field may be absent from every record; in an update, a record that does not have it then
   * empties the column. Default: false.
   */
  readonly optional?: boolean | undefined;
}

/**
 * Where a column's value comes from: a field's name or a path into nested objects and lists (`owner.email`; a
 * field with exactly this name takes precedence), the same with options, or a constant.
 */
export type Column = string | FieldColumn | { readonly value: Constant };

/** CSV column to field, in header order; JavaScript itself puts names that are integers first. */
export type Columns = Readonly<Record<string, Column>>;

/** The field that a column takes; `undefined` for a constant. */
export function fieldOf(column: Column): FieldColumn | undefined {
  if (typeof column === 'string') return { from: column };
  return 'from' in column ? column : undefined;
}
