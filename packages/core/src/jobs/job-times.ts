/** How long the jobs of a run take, as those that ended have shown it. */
export interface JobTimes {
  /** Adds a job that ended. */
  add(rows: number, tookMs: number): void;
  /** The usual time of a job with so many rows; `undefined` before the first one has ended. */
  usualMs(rows: number): number | undefined;
  /** How far jobs are from their usual time, as a share of it: 0 if they take exactly that. */
  readonly spread: number;
  /** The part of the time that does not depend on the rows, and the time of a row; `undefined` before they are known. */
  parts(): { readonly fixedMs: number; readonly rowMs: number } | undefined;
}

/** What an earlier job still counts for when another one is added. */
const KEPT = 0.9;
/** Sizes that differ by less than this share of their mean say nothing of the time of a row. */
const SIZES_MIN = 0.1;
/** What is assumed of times before jobs have shown it: anything from a half to one and a half of the usual. */
const SPREAD_FIRST = 0.25;

/** Fits a line through time over rows, in which later jobs count more. */
export function jobTimes(): JobTimes {
  let spread = SPREAD_FIRST;
  let [weight, rowsMean, msMean, rowsVariance, covariance] = [0, 0, 0, 0, 0];

  /** The line that jobs of different sizes have shown last. */
  let shown: ReturnType<JobTimes['parts']>;

  const parts = () => {
    const shownMs = shown === undefined ? 0 : shown.fixedMs + shown.rowMs * rowsMean;
    if (shown === undefined || shownMs === 0) return shown;
    // Jobs of one size say whether all take longer now.
    const scale = msMean / shownMs;
    return { fixedMs: shown.fixedMs * scale, rowMs: shown.rowMs * scale };
  };
  const fit = () => {
    if (rowsVariance < (SIZES_MIN * rowsMean) ** 2) return;
    const slope = Math.max(0, covariance / rowsVariance);
    // More than that would give small jobs a negative time.
    const rowMs = Math.min(slope, msMean / rowsMean);
    shown = { rowMs, fixedMs: msMean - rowMs * rowsMean };
  };
  const usualMs = (rows: number) => {
    if (weight === 0) return undefined;
    const known = parts();
    if (known !== undefined) return known.fixedMs + known.rowMs * rows;
    // A smaller job may take as little as its rows do.
    return msMean * Math.min(1, rows / rowsMean);
  };
  return {
    get spread() {
      return spread;
    },
    add(rows, tookMs) {
      const usual = usualMs(rows);
      if (usual !== undefined && usual > 0) {
        spread = KEPT * spread + (1 - KEPT) * Math.min(1, Math.abs(tookMs - usual) / usual);
      }
      weight = weight * KEPT + 1;
      const share = 1 / weight;
      const [byRows, byMs] = [rows - rowsMean, tookMs - msMean];
      rowsMean += share * byRows;
      msMean += share * byMs;
      rowsVariance = (1 - share) * (rowsVariance + share * byRows * byRows);
      covariance = (1 - share) * (covariance + share * byRows * byMs);
      fit();
    },
    usualMs,
    parts,
  };
}
