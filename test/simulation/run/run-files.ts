import { crc32 } from 'node:zlib';
import type { Summary } from '@rowferry/core';
import { RUN_DIR, type RunResult } from './run-result.ts';

/** The text of a file in the run directory. */
export function textIn({ files }: RunResult, name: string): string | undefined {
  const bytes = files.get(`${RUN_DIR}/${name}`);
  return bytes === undefined ? undefined : Buffer.from(bytes).toString();
}

/** The content of `summary.json`; `undefined` if a full disk truncated it. */
export function summaryOf(result: RunResult): Summary | undefined {
  const text = textIn(result, 'summary.json');
  try {
    return text === undefined ? undefined : (JSON.parse(text) as Summary);
  } catch {
    return undefined;
  }
}

/** An entry of the journal, as far as a judge reads it. */
export interface Entry {
  readonly type: string;
  readonly number: number;
  readonly chunk: number;
  readonly job?: string;
  readonly status?: string;
  readonly result?: string;
  /** When the job was seen to have ended, by the tenant's clock. */
  readonly endedAt?: number;
  readonly from: number;
  readonly to: number;
  readonly rows: number;
  readonly rejected: number;
  readonly skipped: number;
  readonly into: readonly Part[];
  readonly of?: 'segment' | 'job' | 'in-doubt';
  readonly inDoubt?: Part;
  readonly again?: readonly Part[];
  readonly counts: Readonly<Record<'skipped' | 'loaded' | 'rejected' | 'unresolved', number>>;
}

/** Rows of a chunk that continue in a new chunk. */
export interface Part {
  readonly number: number;
  readonly rows: number;
}

export interface Journal {
  readonly entries: readonly Entry[];
  /** Lines with a wrong checksum. */
  readonly damaged: readonly string[];
}

/** The lines of the run's journal. */
export function journalOf({ files }: RunResult): Journal {
  return entriesIn(files.get(`${RUN_DIR}/journal.jsonl`));
}

/** A checksum, the start of the lines that were made durable together, and the entry. */
const LINE = /^\["([0-9a-f]{8})",(\d+,(\{.*\}))\]$/;

/** Reads a journal without using core's code. */
export function entriesIn(bytes: Uint8Array | undefined): Journal {
  const lines = bytes === undefined ? [] : Buffer.from(bytes).toString().split('\n').slice(0, -1);
  const entries: Entry[] = [];
  const damaged: string[] = [];
  for (const line of lines) {
    const [, sum, summed = '', json = ''] = LINE.exec(line) ?? [];
    const isWhole = sum === crc32(summed).toString(16).padStart(8, '0');
    if (isWhole) entries.push(JSON.parse(json) as Entry);
    else damaged.push(line);
  }
  return { entries, damaged };
}
