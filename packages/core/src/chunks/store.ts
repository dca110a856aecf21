import { join } from 'node:path';
import type { Disk } from '../host/disk.ts';

/** The folder with the files of a run's chunks. */
export interface ChunkStore {
  readonly disk: Disk;
  readonly folder: string;
  readonly keysPath: string;
  /** A number that no chunk of the run has. */
  nextNumber(): number;
  paths(number: number): ChunkPaths;
  /** Makes the names of its files durable. */
  sync(): Promise<void>;
}

/** The files of one chunk, and of the segment that has the same number. */
export interface ChunkPaths {
  readonly csv: string;
  /** One unclosed JSON object per line: position, place and the record as it was read. */
  readonly records: string;
  /** Lines for `rejected.jsonl`, of records that were rejected before they became rows. */
  readonly rejected: string;
  readonly skipped: string;
  /** The error list of the chunk's job, while this process attributes its errors. */
  readonly errors: string;
  /** The same errors, by row. */
  readonly attributed: string;
  /** What is known of each row that was in doubt before; see `RowHistory`. */
  readonly history: string;
  /** The outcome of each row in doubt; see `Resolution`. */
  readonly resolved: string;
}

/**
 * `holder` is the number of the process among those that had the run. It is part of the names of files
 * that belong to the process and not to the run: an earlier holder that was suspended in front of a change
 * makes it when it wakes, and must not meet a file of this process.
 */
export function chunkStore(
  disk: Disk,
  folder: string,
  holder: number,
  nextNumber: () => number,
): ChunkStore {
  return {
    disk,
    folder,
    keysPath: join(folder, 'keys'),
    nextNumber,
    paths(number) {
      const path = (ending: string) => join(folder, `${String(number).padStart(6, '0')}.${ending}`);
      return {
        csv: path('csv'),
        records: path('records'),
        rejected: path('rejected.jsonl'),
        skipped: path('skipped.jsonl'),
        errors: path(`errors.${holder}.jsonl`),
        attributed: path(`attributed.${holder}`),
        history: path('history.jsonl'),
        resolved: path('resolved.jsonl'),
      };
    },
    sync: () => disk.syncFolder(folder),
  };
}
