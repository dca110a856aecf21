import type { RecordTable } from './table.ts';

type Cells = readonly (string | undefined)[];

/**
 * The records that a call is going to write. Each is checked as if those before it were stored, and nothing is
 * stored before all are checked.
 */
export interface PlannedWrites {
  /** The record that would have this value in a unique field. */
  holderOf(slot: number, text: string): number | undefined;
  cells(ordinal: number): Cells;
  /** Plans to replace the record `self`, or to insert one. */
  add(self: number | undefined, cells: Cells): void;
  /** In the order in which they were added. */
  all(): Iterable<{ readonly self: number | undefined; readonly cells: Cells }>;
}

export function createPlannedWrites(records: RecordTable): PlannedWrites {
  const writes: { self: number | undefined; cells: Cells }[] = [];
  const planned = new Map<number, Cells>();
  const holders = new Map<string, number>();
  const keyOf = (slot: number, text: string) => `${slot} ${text}`;
  let size = records.size();

  return {
    holderOf(slot, text) {
      const holder = holders.get(keyOf(slot, text)) ?? records.holderOf(slot, text);
      const cells = holder === undefined ? undefined : planned.get(holder);
      return cells === undefined || cells[slot] === text ? holder : undefined;
    },
    cells: (ordinal) => planned.get(ordinal) ?? records.cells(ordinal),
    add(self, cells) {
      const ordinal = self ?? size++;
      writes.push({ self, cells });
      planned.set(ordinal, cells);
      for (const [slot, text] of cells.entries()) {
        if (text !== undefined) holders.set(keyOf(slot, text), ordinal);
      }
    },
    all: () => writes,
  };
}
