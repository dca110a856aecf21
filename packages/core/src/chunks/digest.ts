import { createHash, type Hash } from 'node:crypto';

/** A digest of no records. */
export function newDigest(): Hash {
  return createHash('sha256');
}

/** Adds a record as it was read to a digest; see `RecordPrefix`. */
export function digestPrefix(digest: Hash, prefix: string): void {
  digest.update(prefix).update('\n');
}
