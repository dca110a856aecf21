import {
  type Batch,
  jsonBytes,
  type ReadOptions,
  RowferryError,
  type Source,
  type SourceRecord,
  Unreadable,
} from '@rowferry/core';
import type { SourceConformance } from './subject.ts';

const BATCH_RECORDS = 3;

export const RECORDS: readonly (SourceRecord | Unreadable)[] = Array.from({ length: 14 }, (_, n) =>
  n === 4 ? new Unreadable('LINE_NOT_JSON', 'not JSON') : { n, big: 2n ** 60n + BigInt(n) },
);

/** How a source of the fixture breaks the contract; each option breaks one rule. */
export interface Sabotage {
  /** The names that the source knows. Default: those of its records. */
  readonly fields?: readonly string[];
  /** Reads something as soon as `read` is called. */
  readonly eager?: boolean;
  /** Changes the list of records before it is read. */
  records?(all: typeof RECORDS): typeof RECORDS;
  readonly batchRecords?: number;
  batch?(batch: Batch, from: number, options: ReadOptions): Batch;
  /** How many records the source takes ahead of its reader. */
  readonly ahead?: number;
  start?(checkpoint: unknown): number;
  readonly keepsOpen?: 'end' | 'return' | 'abort' | 'failure';
  readonly ignoresAbort?: 'before' | 'between' | 'during';
  /** The record at which the failing source fails. Default: one after the first batch. */
  readonly failsAt?: number;
  failure?(): unknown;
  wrap?(source: Source): Source;
}

/** What the sources of one subject have open, and have taken. */
interface Counts {
  open: number;
  taken: number;
}

/** A source over a list in memory, which behaves as if its records came from a file. */
export function listSubject(sabotage: Sabotage = {}): Omit<SourceConformance, 'test'> {
  const counts: Counts = { open: 0, taken: 0 };
  const make = (failsAt?: number): Source => {
    counts.taken = 0;
    const source: Source = {
      name: 'list',
      decides: { list: 'all' },
      fields: async () => sabotage.fields ?? ['n', 'big'],
      identity: async () => `${RECORDS.length} records`,
      read(options) {
        if (sabotage.eager) counts.taken += 1;
        return readList(counts, sabotage, options, failsAt);
      },
    };
    return sabotage.wrap?.(source) ?? source;
  };
  return {
    source: () => make(),
    failing: () => make(sabotage.failsAt ?? 5),
    records: RECORDS,
    fields: ['n', 'big'],
    places: RECORDS.map((_, n) => `list:${n}`),
    held: () => counts.open,
    ahead: { taken: () => counts.taken, max: 5 },
    patienceMs: 2_000,
  };
}

async function* readList(
  counts: Counts,
  sabotage: Sabotage,
  options: ReadOptions,
  failsAt = Number.POSITIVE_INFINITY,
): AsyncGenerator<Batch> {
  const { keepsOpen, ignoresAbort, batchRecords = BATCH_RECORDS, ahead = 0 } = sabotage;
  const { signal, checkpoint } = options;
  const wasAbortedBefore = signal.aborted;
  const records = sabotage.records?.(RECORDS) ?? RECORDS;
  let isOpen = true;
  let ending: Sabotage['keepsOpen'] = 'return';
  counts.open += 1;
  const close = () => {
    if (isOpen) counts.open -= 1;
    isOpen = false;
  };
  if (keepsOpen !== 'abort') signal.addEventListener('abort', close);
  try {
    let from = sabotage.start?.(checkpoint) ?? startOf(checkpoint);
    while (from < records.length) {
      const wasAborted = signal.aborted;
      await new Promise(setImmediate);
      const aborted = wasAbortedBefore ? 'before' : wasAborted ? 'between' : 'during';
      if (ignoresAbort !== aborted) signal.throwIfAborted();
      else if (aborted === 'during' && signal.aborted) return;
      if (from + batchRecords > failsAt) {
        ending = 'failure';
        throw sabotage.failure?.() ?? new RowferryError('SOURCE_FAILED', 'list: it broke');
      }
      const to = Math.min(records.length, from + batchRecords);
      counts.taken = Math.max(counts.taken, Math.min(records.length, to + ahead));
      const start = from;
      const batch: Batch = {
        records: records.slice(from, to),
        checkpoint: { at: to },
        fraction: to / records.length,
        locate: (index) => `list:${start + index}`,
        json: jsonBytes(records.slice(start, to).map(jsonOf)),
      };
      yield sabotage.batch?.(batch, start, options) ?? batch;
      from = to;
    }
    ending = 'end';
  } finally {
    signal.removeEventListener('abort', close);
    if (keepsOpen !== ending) close();
  }
}

function startOf(checkpoint: unknown): number {
  return checkpoint === undefined ? 0 : (checkpoint as { at: number }).at;
}

function jsonOf(record: SourceRecord | Unreadable | undefined): string | undefined {
  if (record === undefined || record instanceof Unreadable) return undefined;
  return `{"n": ${record['n']}, "big": ${record['big']}}`;
}
