import { createHash, type Hash } from 'node:crypto';
import { at } from '../contract/assert.ts';
import { Unreadable } from '../contract/source.ts';
import type { Refusal } from '../contract/verdict.ts';
import type { Segment } from './chunk.ts';
import type { ReadBatch } from './read-batch.ts';

/** How far a run has read its source. */
export interface SourceMark {
  /** One more than the last position of the last segment. */
  readonly to: number;
  readonly checkpoint?: Segment['checkpoint'];
  readonly digest?: string;
  readonly total?: Segment['total'];
  /** Whether the source has no record at `to` or later. */
  readonly isRead: boolean;
}

/** A digest of no records. */
export function newDigest(): Hash {
  return createHash('sha256');
}

const LF = 0x0a;
const LINE_END = Buffer.of(LF);

/** Adds records as they were read to a digest: it is the same however they are divided into batches. */
export function digestRecords(
  digest: Hash,
  { json, records, refusal }: ReadBatch,
  from: number,
  to: number,
): void {
  const { bytes, starts, ends } = json;
  let start = 0;
  let end = 0;
  const flush = () => {
    if (start < end) digest.update(bytes.subarray(start, end)).update(LINE_END);
    start = end;
  };
  for (let index = from; index < to; index++) {
    const refused = refusal(index);
    if (refused !== undefined) {
      flush();
      digest.update(unreadableLine(refused, records[index]));
      continue;
    }
    const next = at(starts, index, 'start of a record');
    // Records that are lines of the same bytes are added together.
    if (start === end || next !== end + 1 || bytes[end] !== LF) {
      flush();
      start = next;
    }
    end = at(ends, index, 'end of a record');
  }
  flush();
}

function unreadableLine({ code }: Refusal, record: unknown): string {
  return `${JSON.stringify([code, record instanceof Unreadable ? record.raw : undefined])}\n`;
}
