import { crc32 } from 'node:zlib';
import type { Summary } from '@rowferry/core';
import { type Ran, RUN_DIR } from './run-case.ts';

/** The text of a file in the run's folder. */
export function textIn({ files }: Ran, name: string): string | undefined {
  const bytes = files.get(`${RUN_DIR}/${name}`);
  return bytes === undefined ? undefined : Buffer.from(bytes).toString();
}

/** What `summary.json` holds. */
export function summaryOf(ran: Ran): Summary | undefined {
  const text = textIn(ran, 'summary.json');
  return text === undefined ? undefined : (JSON.parse(text) as Summary);
}

/** An entry of the journal, as far as a judge reads it. */
export interface Entry {
  readonly type: string;
  readonly number: number;
  readonly chunk: number;
  readonly job?: string;
  readonly from: number;
  readonly to: number;
  readonly rows: number;
  readonly into: readonly { readonly number: number; readonly rows: number }[];
  readonly counts: Readonly<Record<'skipped' | 'loaded' | 'rejected' | 'unresolved', number>>;
}

/** The lines of the journal, read without the code that wrote them. */
export function journalOf(ran: Ran): { entries: Entry[]; torn: string[] } {
  const lines = (textIn(ran, 'journal.jsonl') ?? '').split('\n').slice(0, -1);
  const isWhole = (line: string) => {
    const sum = crc32(line.slice(9)).toString(16).padStart(8, '0');
    return line.startsWith(`${sum} `);
  };
  return {
    entries: lines
      .filter(isWhole)
      .map((line) => JSON.parse(line.slice(line.indexOf('{'))) as Entry),
    torn: lines.filter((line) => !isWhole(line)),
  };
}
