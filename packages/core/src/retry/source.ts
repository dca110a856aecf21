import type { Batch, Source, SourceRecord } from '../contract/source.ts';
import type { Disk } from '../host/disk.ts';
import { linesOf } from '../host/lines.ts';
import { parseExact } from '../values/parse-exact.ts';
import { spoolPath } from './spool.ts';

/** Reads the records of a retry from its own directory; `at` is still the place in the first source. */
export function retrySource(disk: Disk, runDir: string, parentId: string): Source {
  return {
    name: `retry of ${parentId}`,
    async *read() {
      for await (const lines of linesOf(disk.readBlocks(spoolPath(runDir)))) {
        yield batchOf(lines.map((line) => parseExact(line) as SpooledRecord));
      }
    },
  };
}

interface SpooledRecord {
  readonly at: string;
  readonly record: SourceRecord;
}

function batchOf(spooled: readonly SpooledRecord[]): Batch {
  return {
    records: spooled.map(({ record }) => record),
    locate: (index) => spooled[index]?.at ?? '',
  };
}
