/** Bytes that are held until their end has come, or only counted once they are too many. */
export interface HeldBytes {
  add(piece: Buffer): void;
  /** All bytes so far, or `undefined` where they were too many; then there are none. */
  take(): Buffer | undefined;
  readonly sizeBytes: number;
  readonly isTooMany: boolean;
}

export function heldBytes(maxBytes: number): HeldBytes {
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
    take() {
      const whole = pieces.length === 1 ? pieces[0] : Buffer.concat(pieces);
      const taken = sizeBytes > maxBytes ? undefined : whole;
      pieces = [];
      sizeBytes = 0;
      return taken;
    },
  };
}
