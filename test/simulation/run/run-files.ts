import { crc32 } from 'node:zlib';
import type { Summary } from '@rowferry/core';
import { type Ran, RUN_DIR } from './ran.ts';

/** The text of a file in the run's folder. */
export function textIn({ files }: Ran, name: string): string | undefined {
  const bytes = files.get(`${RUN_DIR}/${name}`);
  return bytes === undefined ? undefined : Buffer.from(bytes).toString();
}

/** What `summary.json` holds; a full disk may have cut it off. */
export function summaryOf(ran: Ran): Summary | undefined {
  const text = textIn(ran, 'summary.json');
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
  /** When a job was seen over, by the tenant's clock. */
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

/** Rows of a chunk that go on as a chunk of their own. */
export interface Part {
  readonly number: number;
  readonly rows: number;
}

export interface Journal {
  readonly entries: readonly Entry[];
  /** Lines with another checksum than theirs. */
  readonly damaged: readonly string[];
}

/** The lines of the run's journal. */
export function journalOf({ files }: Ran): Journal {
  return entriesIn(files.get(`${RUN_DIR}/journal.jsonl`));
}

/** A checksum, where the lines begin that were made durable together, and the entry. */
const LINE = /^\["([0-9a-f]{8})",(\d+,(\{.*\}))\]$/;

/** Reads a journal without the code that wrote it. */
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
