/** Rows of each job, unless the last ones are made smaller. */
const ROWS = 100;
const BATCH = 20;
/** The part of a job's time that does not depend on its rows. */
const FIXED_SHARE = 0.05;
const SLOTS = 5;
/** Of each request, as to a tenant that is not on this machine. */
const LATENCY_MS = 5;

export const slotColumns = { vin__c: 'vin' };
export const slotOptions = { maxRows: ROWS, errorsLagSeconds: 2 };

/**
 * Jobs whose time is `seconds`. `independent`: their times are from a half to one and a half of it at random, and the
 * source does not know its size. `rows`: their times follow their rows, and the source knows its size.
 */
export function slotKnobs(seconds, how) {
  const ms = seconds * 1000;
  return {
    processingMs: ms * FIXED_SHARE,
    processingMsPerRow: (ms * (1 - FIXED_SHARE)) / ROWS,
    processingSpread: how === 'rows' ? 0 : 0.5,
    faults: `any delay probability=1 delayMs=${LATENCY_MS}`,
  };
}

/** Records of so many jobs. */
export function slotSource(jobs, how) {
  const count = jobs * ROWS;
  return {
    name: 'records',
    async *read() {
      for (let end = BATCH; end <= count; end += BATCH) {
        const records = Array.from({ length: BATCH }, (_, n) => ({ vin: `v${end - n}` }));
        yield { records, checkpoint: end, ...(how === 'rows' && { fraction: end / count }) };
      }
    },
  };
}

/**
 * What the tenant's books say of a load of `jobs` jobs of `seconds`. `atWork`: the part of five slots in which rows
 * were processed, from the first upload until no chunk was left to upload. `makespan`: from the first upload until the
 * last job ended, to the ideal, in which five slots work all the time and end together. `lists`: list calls a second.
 */
export function slotFigures({ jobs: states, requests }, jobs, seconds, how) {
  const sum = (numbers) => numbers.reduce((total, number) => total + number, 0);
  const first = Math.min(...states.map(({ startedAt }) => startedAt));
  const lastStart = Math.max(...states.map(({ startedAt }) => startedAt));
  const last = Math.max(...states.map(({ endedAt }) => endedAt));
  const workedMs = sum(states.map(({ startedAt, endedAt }) => endedAt - startedAt));
  const whileChunks = states.map(
    ({ startedAt, endedAt }) => Math.min(endedAt, lastStart) - startedAt,
  );
  // More and smaller jobs at the end must not count as more work.
  const idealMs = (how === 'rows' ? jobs * seconds * 1000 : workedMs) / SLOTS;
  return {
    atWork: sum(whileChunks) / SLOTS / (lastStart - first),
    makespan: (last - first) / idealMs,
    lists: (requests.list ?? 0) / ((last - first) / 1000),
    seconds: (last - first) / 1000,
  };
}
