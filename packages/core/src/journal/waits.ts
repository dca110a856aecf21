import type { Wait, WaitReason } from '../contract/progress.ts';

/** Where the parts of a run say what they wait for. */
export interface Waits {
  /**
   * Begins a wait and returns what ends it, which may be called more than once. `nextMs` is how long it takes
   * until the next attempt, if that is known.
   */
  begin(reason: WaitReason, nextMs?: number): () => void;
  /** The waits of this moment, the longest first. */
  list(): readonly Wait[];
}

/** `elapsed` is a clock that does not jump, in milliseconds. */
export function waitsBy(elapsed: () => number): Waits {
  const waits = new Set<{
    readonly reason: WaitReason;
    readonly since: number;
    readonly next: number | undefined;
  }>();
  return {
    begin(reason, nextMs) {
      const since = elapsed();
      const wait = { reason, since, next: nextMs === undefined ? undefined : since + nextMs };
      waits.add(wait);
      return () => void waits.delete(wait);
    },
    list() {
      const now = elapsed();
      // In the order in which they began.
      return [...waits].map(({ reason, since, next }) => ({
        for: reason,
        sinceMs: now - since,
        ...(next !== undefined && { nextMs: Math.max(0, next - now) }),
      }));
    },
  };
}
