import type { Field } from '../definitions/layout.ts';

type Cells = readonly (string | undefined)[];

/** Maps each value of a unique field to the record that has it. */
export interface UniqueIndex {
  holderOf(slot: number, text: string): number | undefined;
  add(ordinal: number, cells: Cells): void;
  remove(cells: Cells): void;
  /** Indexes the unique fields among `fields`, and no others. */
  setFields(fields: readonly Field[]): void;
}

export function createUniqueIndex(): UniqueIndex {
  const bySlot = new Map<number, Map<string, number>>();
  return {
    holderOf: (slot, text) => bySlot.get(slot)?.get(text),
    add(ordinal, cells) {
      for (const [slot, holders] of bySlot) {
        const text = cells[slot];
        if (text !== undefined) holders.set(onItsOwn(text), ordinal);
      }
    },
    remove(cells) {
      for (const [slot, holders] of bySlot) {
        const text = cells[slot];
        if (text !== undefined) holders.delete(text);
      }
    },
    setFields(fields) {
      const slots = fields.filter((field) => field.unique).map((field) => field.slot);
      for (const slot of bySlot.keys()) if (!slots.includes(slot)) bySlot.delete(slot);
      // A field can only become unique while there are no records, so a new index starts empty.
      for (const slot of slots) if (!bySlot.has(slot)) bySlot.set(slot, new Map());
    },
  };
}

/** A text that does not keep the whole record in memory of which it is a part: V8 cuts it out of a new text. */
function onItsOwn(text: string): string {
  return ` ${text}`.slice(1);
}
