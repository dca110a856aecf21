/** A set of positions, one bit each, in pages that are allocated when they are needed. */
export interface PositionSet {
  has(position: number): boolean;
  add(position: number): void;
}

const PAGE_BITS = 32_768;

export function positionSet(): PositionSet {
  const pages = new Map<number, Uint8Array>();
  return {
    has(position) {
      const bit = position % PAGE_BITS;
      const byte = pages.get(Math.floor(position / PAGE_BITS))?.[bit >> 3] ?? 0;
      return (byte & (1 << (bit & 7))) !== 0;
    },
    add(position) {
      const number = Math.floor(position / PAGE_BITS);
      const page = pages.get(number) ?? new Uint8Array(PAGE_BITS / 8);
      pages.set(number, page);
      const bit = position % PAGE_BITS;
      page[bit >> 3] = (page[bit >> 3] ?? 0) | (1 << (bit & 7));
    },
  };
}
