import { type Source, type SourceInput, type SourceRecord, Unreadable } from '@rowferry/core';
import type { VirtualClock } from '../../world/virtual-clock.ts';
import type { Chance } from '../environment/chance.ts';
import type { Life } from '../environment/life.ts';
import type { Hanging } from './hanging.ts';
import type { SourceCase } from './seeded-case.ts';

/** What a source yields at each position. */
export type SourceItem = SourceRecord | Unreadable;

/** How one process reads the source, from its start or from a checkpoint. */
export interface Reading {
  readonly items: readonly SourceItem[];
  readonly source: SourceCase;
  /** Whether this read throws at the position that the case names. */
  readonly breaks: boolean;
  readonly chance: Chance;
  readonly clock: VirtualClock;
  readonly life: Life;
  readonly hanging: Hanging;
}

/** The content of the source: the records, and lines that cannot be read. */
export function itemsOf(
  records: readonly SourceRecord[],
  { kind, hasUnreadables }: SourceCase,
  chance: Chance,
): readonly SourceItem[] {
  if (kind !== 'batches' || !hasUnreadables) return records;
  const unreadable = new Unreadable('BAD_LINE', 'cannot be read');
  return records.map((one) => (chance.is(0.1) ? unreadable : one));
}

/** The source in the form that the case chose. */
export function sourceInputOf(reading: Reading): SourceInput {
  const { items, source } = reading;
  if (source.kind === 'batches') return inBatches(reading);
  const records = items.filter((one): one is SourceRecord => !(one instanceof Unreadable));
  return source.kind === 'array' ? records : oneByOne(records, reading);
}

async function* oneByOne(
  records: readonly SourceRecord[],
  { source: { throwsAt, delayMs }, breaks, chance, clock, life, hanging }: Reading,
): AsyncGenerator<SourceRecord> {
  for (const [position, record] of records.entries()) {
    if (breaks && throwsAt === position) throw new Error('the source broke');
    const waits = () => (delayMs > 0 ? clock.sleep(chance.next() * delayMs) : undefined);
    await life.pass(() => hanging('source') ?? waits());
    yield record;
  }
  if (breaks && throwsAt === records.length) throw new Error('the source broke at its end');
}

function inBatches({
  items,
  source: { throwsAt, delayMs, checkpoints },
  breaks,
  chance,
  clock,
  life,
  hanging,
}: Reading): Source {
  return {
    name: 'batches',
    async *read({ signal, checkpoint }) {
      for (let from = startOf(checkpoint); from < items.length; ) {
        const first = from;
        const to = first + chance.between(1, 30);
        if (breaks && throwsAt !== undefined && to > throwsAt) throw new Error('the source broke');
        const waits = () =>
          delayMs > 0 ? clock.sleep(chance.next() * delayMs, signal) : undefined;
        await life.pass(() => hanging('source') ?? waits());
        from = to;
        yield {
          records: items.slice(first, to),
          ...(chance.is(checkpoints) && { checkpoint: { at: to } }),
          locate: (index) => `batches:${first + index}`,
          fraction: Math.min(1, to / items.length),
        };
      }
    },
  };
}

function startOf(checkpoint: unknown): number {
  const isOurs = typeof checkpoint === 'object' && checkpoint !== null && 'at' in checkpoint;
  return isOurs ? Number(checkpoint.at) : 0;
}
