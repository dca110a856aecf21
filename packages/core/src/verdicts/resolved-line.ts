import type { Resolution, StoredBy } from '../in-doubt/resolution.ts';

/** What is kept for each row in doubt until plugins are notified: where it was loaded, or its fate. */
export type ResolvedLine = StoredBy | Resolution['fate'];

export function lineOf(resolution: Resolution): ResolvedLine {
  return (resolution.fate === 'loaded' && resolution.by) || resolution.fate;
}
