/** How many requests a run sent from a moment on. */
export interface SentRequests {
  /** Milliseconds since 1970, by the clock of this machine. */
  readonly at: number;
  readonly count: number;
}

/** The longest period of a quota. */
export const DAY_MS = 86_400_000;

/** The counts that may still matter when `next` is added. */
export function withSent(counts: readonly SentRequests[], next: SentRequests): SentRequests[] {
  return [...counts.filter(({ at }) => at > next.at - DAY_MS), next];
}
