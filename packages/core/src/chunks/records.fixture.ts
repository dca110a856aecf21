import type { Disk } from '../host/disk.ts';
import { GrowingBytes } from '../values/growing-bytes.ts';
import { readBatch } from './read-batch.ts';
import { lineOf } from './record-line.ts';
import { readRecords, recordsWriter } from './records-file.ts';

/** Writes the file with the records of rows; the place of the record of row 3 is `r:3`. */
export async function writeRecords(
  disk: Disk,
  path: string,
  records: readonly Readonly<Record<string, unknown>>[],
): Promise<void> {
  const writer = recordsWriter(disk, path);
  const batch = { records, locate: (index: number) => `r:${index}` };
  await writer.add(readBatch(batch, 0, new GrowingBytes()), [...records.keys()]);
  await writer.finish();
}

/** The lines of these records, with nothing else in them. */
export async function recordLines(disk: Disk, path: string, rows: number): Promise<string[]> {
  const lines: string[] = [];
  for await (const records of readRecords(disk, path, rows)) {
    for (let index = 0; index < records.count; index++) {
      lines.push(lineOf({ records, index }, {}).trimEnd());
    }
  }
  return lines;
}
