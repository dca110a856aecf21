import type { KnobName, KnobSettings, Knobs } from '@rowferry/simulator';
import { type Chance, chanceOf } from '../environment/chance.ts';
import { faultsOf } from './seeded-faults.ts';
import type { TargetCase } from './seeded-target.ts';

type Values = { readonly [Name in KnobName]?: readonly Knobs[Name][] };

/**
 * Each knob is rarely set, to one of these values. Values whose effect cannot be detected are left out
 * (docs/architecture.md, "What cannot be promised"): `errorsCap`, a list that stays truncated; the value
 * `duplicated` of `recordField`, the echo of another record; `errorsLateMs` of at least `errorsLagSeconds`, a
 * list that grows later.
 */
const RARE: Values = {
  rowBasis: ['first-line', 'last-line'],
  rowField: ['missing', 'partial', 'duplicated', 'repeated', 'out-of-range'],
  recordField: ['missing', 'partial', 'half-columns'],
  recordValues: ['coerced'],
  recordId: ['server-made'],
  recordEmpties: ['null', 'empty-string'],
  recordPaddingBytes: [3000],
  errorsPerRow: ['all'],
  errorOrder: ['reversed', 'shuffled'],
  errorsLateMs: [500, 1500, 1900],
  errorsLateShare: [0, 0.5, 0.9],
  errorsWhileRunning: ['empty', 'bad-request', 'not-found'],
  errorOfJob: ['listed'],
  partialStatus: ['failed'],
  failedJobError: ['missing'],
  recordsProcessed: ['excludes-rejects', 'excludes-rejects', 'zero'],
  recordsProcessedWhileRunning: ['growing'],
  processingMs: [0, 900, 3000, 60_000],
  processingMsPerRow: [10, 300],
  processingJitterMs: [500, 20_000],
  uploadStatus: ['accepted'],
  failJobs: [1, 2, 5],
  failAtRow: [1, 2, 4, 8],
  rowsMax: [1, 3, 7],
  rowsOver: ['refuse', 'fail'],
  recordsMax: [0, 20, 50],
  rowTrouble: [0.2],
  uniqueCode: [71012520],
  activeJobsMax: [1, 2, 3],
  overLimit: ['fail-after-create', 'fail-after-upload'],
  overLimitStatus: [409, 429, 500, 503],
  overLimitCode: [71013050, 71013060, 71013070, 50000070, 70, 'REQUEST_EXCEEDED_LIMIT'],
  foreignJobs: [1, 2, 3, 4, 5],
  statusWords: ['legacy-open', 'unknown'],
  extraFields: ['on'],
  serverCancels: ['before-file', 'in-progress'],
  pendingExpiryMs: [20, 100, 5000, 10_000, 130_000],
  jobsKeptMs: [1, 500, 5000],
  errorsKeptMs: [1, 500, 5000],
  listOrder: ['oldest', 'shuffled'],
  listCursorEnd: ['present', 'repeated'],
  listStatusLagMs: [500, 3000, 20_000],
  listJobLagMs: [500, 3000, 20_000],
  emptyCell: ['default', 'error'],
  fileBytesMax: [200, 400, 700, 2000],
  oversizeStatus: [413],
  fourByteUtf8: ['refuse-row', 'refuse-file'],
  unknownColumn: ['fail', 'row-errors', 'ignore'],
  badFile: ['fail', 'fail-at-row'],
  numberForms: ['loose'],
  booleanForms: ['loose'],
  requestsPerMinute: [20, 60],
  concurrentRequestsMax: [1, 2],
  rateLimitShape: ['code-70-retry-after', 'code-50000070', 'code-string', 'empty'],
  rateLimitHeaders: ['absent'],
  errorShape: ['details', 'reasons', 'reasons-string', 'bare-reasons', 'spring', 'empty', 'html'],
  legacyErrors: ['on'],
  gatewayTimeoutMs: [2000, 60_000],
  tokenDiesMs: [5000, 15_000],
  unauthorizedBody: ['plain', 'empty', 'html'],
  userIdForm: ['plain', 'mixed'],
  dateForm: ['seconds', 'mixed'],
  // Within `lookupLagSeconds`.
  visibilityLagMs: [500, 5000, 50_000],
};

/** Other knobs that are set together with a knob, so that it takes effect. */
const COMPANIONS: { readonly [Name in KnobName]?: Values } = {
  failJobs: { failAtRow: [0, 1, 4] },
  foreignJobs: {
    foreignJobsMs: [2000, 20_000, 400_000],
    // A run waits for a full tenant without a limit, so foreign jobs must sometimes free their slots.
    foreignJobsAgainMs: [0, 0, 0, 300_000, 600_000],
    foreignStatus: ['in_progress', 'pending', 'accepted'],
    foreignOperation: ['create', 'update', 'migrate'],
  },
  serverCancels: {
    serverCancelsJobs: [1, 2, 4],
    serverCancelsAtRow: [0, 1, 3],
    serverCancelsMs: [0, 5, 30, 200],
  },
  pendingExpiryMs: { pendingExpiryTo: ['cancelled', 'failed', 'gone'] },
};

/** How the tenant of a case behaves. `rate` is the probability that a knob is set. */
export function knobsOf(chance: Chance, seed: number, rate: number): KnobSettings {
  const knobs: Partial<Knobs> = {};
  setRandomly(knobs, RARE, chance, rate);
  for (const [name, values] of Object.entries(COMPANIONS)) {
    if (Object.hasOwn(knobs, name)) setRandomly(knobs, values, chance, 1);
  }
  if (chance.is(0.35)) {
    knobs.chaosSeed = `case-${seed}`;
    knobs.chaosRate = chance.pick([0.02, 0.1, 0.25, 0.4]);
  }
  // A late request would appear even later in a late list: together, after the grace period.
  const isListLate = knobs.listJobLagMs !== undefined || knobs.listStatusLagMs !== undefined;
  const faults = faultsOf(chance, isListLate ? 30_000 : 115_000);
  if (faults !== '') knobs.faults = faults;
  return knobs;
}

/** Jobs that answer 404 for longer than the grace period and continue. Has its own random numbers. */
export function hiddenOf(seed: number): KnobSettings {
  const chance = chanceOf(`hidden-${seed}`);
  if (!chance.is(0.07)) return {};
  return {
    jobsHiddenMs: chance.pick([125_000, 200_000, 400_000]),
    jobsHiddenCount: chance.pick([1, 1, 2]),
    ...(chance.is(0.8) && { processingMs: chance.pick([60_000, 130_000, 180_000, 260_000]) }),
    ...(chance.is(0.4) && { activeJobsMax: chance.pick([1, 1, 2]) }),
  };
}

/** How late the request of a dead process may arrive, given that the tenant may delay it as well. */
export function lateMsMaxOf({ faults = '', listJobLagMs, listStatusLagMs }: KnobSettings): number {
  if (/arrive|delay/.test(faults)) return 1000;
  return listJobLagMs === undefined && listStatusLagMs === undefined ? 113_000 : 30_000;
}

function setRandomly(knobs: Partial<Knobs>, table: Values, chance: Chance, rate: number): void {
  for (const [name, values] of Object.entries(table)) {
    if (chance.is(rate)) {
      Object.assign(knobs, { [name]: chance.pick<string | number>(values) });
    }
  }
}

/** Removes what cannot be detected according to docs/architecture.md. */
export function withinPromise(
  { rowField, errorOfJob, ...knobs }: KnobSettings,
  { operation, twins }: TargetCase,
): KnobSettings {
  // Only the echo shows that the number belongs to another row.
  const isDetectable = knobs.recordField === undefined && !(operation === 'create' && twins > 0);
  const isOther = rowField === 'duplicated';
  return {
    ...knobs,
    ...(rowField !== undefined && !(isOther && !isDetectable) && { rowField }),
    // An error of the job has no echo.
    ...(errorOfJob !== undefined && !(isOther && isDetectable) && { errorOfJob }),
  };
}
