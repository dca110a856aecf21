/** Keeps bytes until they are complete. Drops them and only counts if there are too many. */
export interface BoundedBuffer {
  add(piece: Buffer): void;
  /** Returns all bytes so far, or `undefined` if there were too many. Empties the buffer. */
  take(): Buffer | undefined;
  /** Returns all bytes so far, and keeps them. */
  copy(): Buffer;
  readonly sizeBytes: number;
  readonly isTooMany: boolean;
}

export function boundedBuffer(maxBytes: number): BoundedBuffer {
  let pieces: Buffer[] = [];
  let sizeBytes = 0;
  return {
    get sizeBytes() {
      return sizeBytes;
    },
    get isTooMany() {
      return sizeBytes > maxBytes;
    },
    add(piece) {
      sizeBytes += piece.length;
      if (sizeBytes > maxBytes) pieces = [];
      else if (piece.length > 0) pieces.push(piece);
    },
    copy: () => Buffer.concat(pieces),
    take() {
      const whole = pieces.length === 1 ? pieces[0] : Buffer.concat(pieces);
      const taken = sizeBytes > maxBytes ? undefined : whole;
      pieces = [];
      sizeBytes = 0;
      return taken;
    },
  };
}
