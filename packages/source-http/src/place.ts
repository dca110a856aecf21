/** Which page is read. */
export interface Place {
  /** The index of its first address among those of the source. */
  readonly index: number;
  /** The number of pages before it at this address. */
  readonly page: number;
  /** The number of records before it at this address. */
  readonly read: number;
  /** Its link, or its cursor as JSON; absent on a first page, and with page numbers or offsets. */
  readonly at?: string;
}

export function firstPlace(index: number): Place {
  return { index, page: 0, read: 0 };
}
