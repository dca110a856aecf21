/** How large a chunk may be. A refusal for size lowers the limits of later chunks. */
export interface ChunkLimits {
  maxRows: number;
  /** Bytes of the CSV file, header included. */
  maxBytes: number;
  /** Bytes that a file with a single row may have. Lowering `maxBytes` alone rejects no row. */
  readonly oneRowBytesMax: number;
}

/** How much a chunk has room for. */
export interface Room {
  readonly hasRows: boolean;
  readonly rows: number;
  /** Bytes of rows. */
  readonly bytes: number;
  readonly headerBytes: number;
  readonly oneRowBytesMax: number;
}
