import { RAW_BYTES_NEEDED } from '@rowferry/core/internal';

/** The first bytes of more than there may be: as many as an `Unreadable` needs. */
export class Beginning {
  readonly bytes: Buffer;

  constructor(bytes: Buffer) {
    this.bytes = bytes;
  }
}

/** Keeps bytes until they are complete. If there are too many, keeps their beginning, and counts. */
export interface BoundedBuffer {
  add(piece: Buffer): void;
  /** Returns all bytes so far, or their beginning if there were too many. Empties the buffer. */
  take(): Buffer | Beginning;
  /** Returns all bytes so far, and keeps them. */
  copy(): Buffer;
  readonly sizeBytes: number;
  readonly isTooMany: boolean;
}

export function boundedBuffer(maxBytes: number): BoundedBuffer {
  let pieces: Buffer[] = [];
  let sizeBytes = 0;
  let keptBytes = 0;
  const keepBeginning = () => {
    const beginning = Buffer.concat(pieces, Math.min(keptBytes, RAW_BYTES_NEEDED));
    pieces = [beginning];
    keptBytes = beginning.length;
  };
  return {
    get sizeBytes() {
      return sizeBytes;
    },
    get isTooMany() {
      return sizeBytes > maxBytes;
    },
    add(piece) {
      const isNeeded = sizeBytes <= maxBytes || keptBytes < RAW_BYTES_NEEDED;
      sizeBytes += piece.length;
      if (piece.length === 0 || !isNeeded) return;
      pieces.push(piece);
      keptBytes += piece.length;
      if (sizeBytes > maxBytes) keepBeginning();
    },
    copy: () => Buffer.concat(pieces),
    take() {
      const kept = (pieces.length === 1 ? pieces[0] : undefined) ?? Buffer.concat(pieces);
      const taken = sizeBytes > maxBytes ? new Beginning(kept) : kept;
      pieces = [];
      sizeBytes = 0;
      keptBytes = 0;
      return taken;
    },
  };
}
