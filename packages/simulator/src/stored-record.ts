import type { CustomObject } from './definitions/register.ts';

/** One stored record, for a caller that checks what arrived. */
export interface StoredRecord {
  readonly id: string;
  /** The job that created it; `undefined` for synchronous calls. */
  readonly jobId: string | undefined;
  /** Number of the row that created it; the first data row is 2. */
  readonly row: number;
  /** The job that last wrote it. */
  readonly updatedJobId: string | undefined;
  readonly updatedRow: number;
  /** Stored text by field name; fields without a value are absent. */
  readonly cells: Readonly<Record<string, string>>;
}

export function storedRecord(
  { records, layout }: CustomObject,
  ordinal: number,
  jobIdOf: (ordinal: number) => string | undefined,
): StoredRecord {
  const [created, updated] = [records.created(ordinal), records.updated(ordinal)];
  const texts = records.cells(ordinal);
  const cells: Record<string, string> = {};
  for (const { name, slot } of layout.fields) {
    const text = texts[slot];
    if (text !== undefined) cells[name] = text;
  }
  return {
    id: records.idOf(ordinal),
    jobId: jobIdOf(created.job),
    row: created.row,
    updatedJobId: jobIdOf(updated.job),
    updatedRow: updated.row,
    cells,
  };
}
