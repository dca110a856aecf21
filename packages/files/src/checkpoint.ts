import type { Checkpoint } from '@rowferry/core';
import { z } from 'zod';
import { sourceChanged } from './failure.ts';
import type { InputFile } from './input-file.ts';

const checkpointSchema = z.object({
  file: z.string(),
  index: z.int().min(0),
  offset: z.int().min(0),
  line: z.int().min(0),
  records: z.int().min(0).optional(),
});

/** A place between two lines, or two records, of one file. */
export interface Place {
  /** In decompressed bytes. */
  readonly offset: number;
  /** The number of line ends before it. */
  readonly line: number;
  /** The number of records before it, for a format that counts records instead of lines. */
  readonly records?: number | undefined;
}

/** Where a read begins: in the file at `index`, at `place`. */
export interface Start {
  readonly index: number;
  readonly place: Place;
}

export const FILE_START: Place = { offset: 0, line: 0 };

export function toCheckpoint(file: InputFile, index: number, place: Place): Checkpoint {
  return { file: file.name, index, ...place };
}

/** The place in `files` where `checkpoint` points; throws `SOURCE_CHANGED` if it does not fit them. */
export function startAt(checkpoint: Checkpoint, files: readonly InputFile[]): Start {
  if (checkpoint === undefined) return { index: 0, place: FILE_START };
  const { data } = checkpointSchema.safeParse(checkpoint);
  if (data === undefined) {
    throw sourceChanged(
      'The checkpoint was not written by this source',
      'the source that wrote it',
    );
  }
  const { file, index, ...place } = data;
  if (files[index]?.name !== file) {
    throw sourceChanged(`${file} is no longer file ${index + 1} of the source`, 'the files');
  }
  return { index, place };
}
