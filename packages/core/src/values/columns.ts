import type { Format } from './cell.ts';

/** The same value in every row. */
export type Constant = string | number | bigint | boolean | null;

/**
 * Where a column's value comes from: a field's name or a path into nested objects (`owner.email`; a
 * field with exactly this name takes precedence), the same with a format, or a constant.
 */
export type Column =
  | string
  | { readonly from: string; readonly format?: Format | undefined }
  | { readonly value: Constant };

/** CSV column to field, in header order; JavaScript itself puts names that are integers first. */
export type Columns = Readonly<Record<string, Column>>;
