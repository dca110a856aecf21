/** The rate covers the last seconds, not the whole run. */
const RATE_MS = 10_000;

/** Measures how many records are settled per second. */
export function rateMeter(): { rate(settled: number, nowMs: number): number } {
  const samples: { readonly settled: number; readonly atMs: number }[] = [];
  return {
    rate(settled, nowMs) {
      samples.push({ settled, atMs: nowMs });
      while ((samples[1]?.atMs ?? nowMs) < nowMs - RATE_MS) samples.shift();
      const [first] = samples;
      if (first === undefined || nowMs === first.atMs) return 0;
      return ((settled - first.settled) * 1000) / (nowMs - first.atMs);
    },
  };
}
