import type { KnobSettings } from '@rowferry/simulator';

/** How a run ends: every record is proven, some may be unresolved, or it stops with this code. */
export type Ending = 'proven' | 'perhaps unresolved' | `stopped: ${string}`;

export interface Variant {
  /** Whether the records have line breaks. Default: true. */
  readonly hasLineBreaks?: boolean;
  /** The row of docs/zuora-api.md, section 12. */
  readonly row: number;
  readonly knobs: KnobSettings;
  readonly ends: Ending;
}

type Name = keyof KnobSettings;

/** A variant for each value of one knob, together with the knobs that make it take effect. */
function each<K extends Name>(
  row: number,
  name: K,
  values: readonly NonNullable<KnobSettings[K]>[],
  others: KnobSettings = {},
  ends: Ending = 'proven',
): Variant[] {
  return values.map((value) => ({ row, knobs: { ...others, [name]: value }, ends }));
}

/** Knobs that need no others. The run must complete. */
const PLAIN: readonly Variant[] = [
  ...each(3, 'rowBasis', ['record', 'first-line', 'last-line']),
  ...each(4, 'rowField', ['present', 'missing', 'partial', 'repeated', 'out-of-range']),
  ...each(4, 'recordField', ['missing', 'partial'], {}, 'perhaps unresolved'),
  ...each(4, 'recordField', ['half-columns']),
  ...each(4, 'rowField', ['duplicated'], {}, 'perhaps unresolved'),
  // An echo is assumed to be the refused record. If a tenant echoes another record, the row number
  // contradicts it. With line breaks the two may agree by accident, which cannot be detected.
  ...each(4, 'recordField', ['duplicated'], {}, 'perhaps unresolved').map((one) => ({
    ...one,
    hasLineBreaks: false,
  })),
  ...each(4, 'recordValues', ['coerced'], { recordEmpties: 'null' }),
  ...each(4, 'recordTexts', ['composed', 'decomposed', 'upper-case', 'trimmed', 'cut']),
  ...each(4, 'recordZone', ['Z', '+14:00', '+05:45', '-12:00', 'day'], { recordValues: 'coerced' }),
  ...each(4, 'recordDecimals', [0, 2], { recordValues: 'coerced' }),
  ...each(4, 'recordId', ['server-made']),
  ...each(4, 'recordEmpties', ['null', 'empty-string']),
  ...each(5, 'errorsPerRow', ['first', 'all'], { errorOrder: 'shuffled' }),
  ...each(5, 'errorOrder', ['reversed', 'shuffled']),
  ...each(6, 'recordPaddingBytes', [20_000]),
  ...each(6, 'errorsLateMs', [1500], { recordsProcessed: 'excludes-rejects' }),
  ...each(6, 'errorsLateMs', [1500]),
  ...each(6, 'errorsLateAnswer', ['not-found', 'bad-request'], { errorsLateMs: 1500 }),
  // With `includes-rejects` a truncated list cannot be detected: see what cannot be promised.
  ...each(6, 'errorsCap', [1], { recordsProcessed: 'excludes-rejects' }, 'perhaps unresolved'),
  ...each(7, 'partialStatus', ['completed', 'failed'], { failedJobError: 'missing' }),
  ...each(8, 'recordsProcessed', ['includes-rejects', 'excludes-rejects']),
  ...each(8, 'recordsProcessed', ['zero'], {}, 'perhaps unresolved'),
  ...each(8, 'recordsProcessedWhileRunning', ['growing'], { processingMs: 3000 }),
  ...each(11, 'statusWords', ['legacy-open', 'unknown'], { uploadStatus: 'accepted' }),
  ...each(11, 'extraFields', ['on']),
  ...each(11, 'foreignOperation', ['update', 'delete', 'migrate'], { foreignJobs: 3 }),
  ...each(17, 'numberForms', ['loose'], { booleanForms: 'loose', dateForms: 'loose' }),
  ...each(17, 'multiselectForm', ['json', 'either']),
  ...each(24, 'listOrder', ['oldest', 'shuffled']),
  ...each(24, 'listCursorEnd', ['present', 'repeated']),
  ...each(24, 'listStatusLagMs', [3000]),
  ...each(24, 'listJobLagMs', [3000]),
  ...each(26, 'userIdForm', ['plain', 'mixed'], { dateForm: 'mixed' }),
  ...each(26, 'dateForm', ['seconds', 'mixed']),
  ...each(27, 'uniqueCode', [71012530, 71012520]),
  ...each(27, 'relationLagMs', [1000]),
  ...each(28, 'deleteWithoutFilter', ['delete-all'], { deleteErrors: 'with-row' }),
  ...each(29, 'bom', ['strip', 'keep']),
  ...each(31, 'lookUpCase', ['exact', 'ignored']),
  ...each(32, 'systemFields', ['listed', 'left-out']),
];

const SLOW_UPLOAD = 'upload delay delayMs=2000';

/** Slots: how a full tenant answers, and who else uses them. */
const SLOTS: readonly Variant[] = [
  ...each(1, 'overLimitStatus', [400, 409, 429, 500, 503], { activeJobsMax: 2, processingMs: 900 }),
  ...each(
    1,
    'overLimitCode',
    [71012560, 71013050, 71013060, 71013070, 50000070, 70, 'REQUEST_EXCEEDED_LIMIT'],
    { activeJobsMax: 2, processingMs: 900, overLimitMessage: 'too many' },
  ),
  // A job that fails after it has its file leaves its rows in doubt, but not if it fails during the upload.
  ...each(
    1,
    'overLimit',
    ['fail-after-create'],
    { activeJobsMax: 2, processingMs: 900 },
    'perhaps unresolved',
  ),
  ...each(1, 'overLimit', ['fail-after-create'], {
    activeJobsMax: 2,
    processingMs: 900,
    faults: SLOW_UPLOAD,
  }),
  // Longer than any limit of attempts: a run waits for a full tenant, whatever form the answer has.
  ...each(1, 'overLimit', ['refuse', 'fail-after-create'], {
    foreignJobs: 5,
    foreignJobsMs: 400_000,
    faults: SLOW_UPLOAD,
  }),
  ...each(
    1,
    'overLimit',
    ['fail-after-upload'],
    { activeJobsMax: 2, processingMs: 900 },
    'perhaps unresolved',
  ),
  // The only refusal of a create that is documented, bare and with words.
  ...each(1, 'overLimitMessage', ['Bad Request', 'Too many concurrent jobs'], {
    overLimitCode: 71013020,
    foreignJobs: 5,
    foreignJobsMs: 400_000,
  }),
  ...each(2, 'foreignJobs', [0, 1, 2, 3, 4, 5], { foreignJobsMs: 20_000 }),
];

/** Jobs that do not end normally. */
const ENDS: readonly Variant[] = [
  ...each(7, 'partialStatus', ['failed'], { failedJobError: 'present' }, 'perhaps unresolved'),
  ...each(9, 'failJobs', [1, 3], { failAtRow: 4 }, 'perhaps unresolved'),
  ...each(9, 'failedJobError', ['missing'], { failJobs: 2, failAtRow: 4 }, 'perhaps unresolved'),
  ...each(4, 'errorOfJob', ['listed'], { failJobs: 2, failAtRow: 4 }, 'perhaps unresolved'),
  ...each(12, 'serverCancels', ['before-file'], { serverCancelsJobs: 2 }),
  ...each(
    12,
    'serverCancels',
    ['in-progress'],
    { serverCancelsJobs: 2, serverCancelsAtRow: 3 },
    'perhaps unresolved',
  ),
  ...each(13, 'pendingExpiryTo', ['cancelled', 'failed', 'gone'], {
    pendingExpiryMs: 10_000,
    faults: 'upload 503-html times=2',
  }),
  ...each(13, 'pendingExpiryTo', ['cancelled', 'failed', 'gone'], {
    pendingExpiryMs: 10_000,
    faults: 'upload delay times=2 delayMs=15000',
  }),
  ...each(14, 'jobsKeptMs', [1], {}, 'perhaps unresolved'),
  ...each(14, 'errorsKeptMs', [1], {}, 'perhaps unresolved'),
];

/** Files that the tenant does not accept unchanged. */
const FILES: readonly Variant[] = [
  ...each(15, 'unknownColumn', ['refuse', 'fail', 'row-errors', 'ignore']),
  ...each(15, 'headerCase', ['exact', 'ignore']),
  ...each(15, 'systemColumn', ['refuse', 'fail', 'row-errors', 'ignore']),
  ...each(15, 'headerCode', [71013720, 71013721, 71013620]),
  ...each(15, 'idColumn', ['Id', 'id', 'either']),
  ...each(15, 'idProperty', ['Id', 'id']),
  ...each(16, 'emptyCell', ['null', 'default', 'error']),
  ...each(18, 'oversizeStatus', [400, 413], { fileBytesMax: 700 }),
  ...each(18, 'fileBytesCounted', ['raw', 'gzip'], { fileBytesMax: 700 }),
  ...each(19, 'rowsMax', [3], { rowsOver: 'refuse' }),
  ...each(19, 'rowsMax', [3], { rowsOver: 'fail' }, 'perhaps unresolved'),
  ...each(29, 'fourByteUtf8', ['accept', 'refuse-row']),
  ...each(29, 'fourByteUtf8', ['refuse-file'], {}, 'stopped: UPLOAD_REFUSED'),
];

const LIMITED: KnobSettings = { requestsPerMinute: 30, concurrentRequestsMax: 0 };

/** The network: lost requests and answers, limits, tokens. */
const NETWORK: readonly Variant[] = [
  ...each(10, 'faults', [
    'create drop-request nth=2',
    'create drop-answer nth=2',
    'create drop-answer nth=1',
    'create stall-answer nth=3',
    'create 200-cut nth=3 commits=yes',
    'create 502-html nth=4',
    'upload drop-request nth=1',
    'upload drop-answer nth=2',
    'upload arrive-late nth=2 delayMs=3000',
    'upload arrive-twice nth=2 delayMs=50',
    'get drop-answer probability=0.3',
    'list drop-answer probability=0.3',
    'errors drop-answer probability=0.3',
    'errors 200-cut probability=0.3',
    'errors 200-empty probability=0.3',
    'token drop-answer nth=1',
    'describe 503-html nth=1',
  ]),
  ...each(10, 'chaosSeed', ['a', 'b', 'c', 'd'], { chaosRate: 0.1 }, 'perhaps unresolved'),
  ...each(
    20,
    'rateLimitShape',
    ['code-70', 'code-70-retry-after', 'code-50000070', 'code-string', 'empty'],
    LIMITED,
  ),
  ...each(20, 'rateLimitHeaders', ['present', 'absent'], LIMITED),
  ...each(20, 'concurrentRequestsMax', [2]),
  ...each(
    20,
    'errorShape',
    ['plain', 'details', 'reasons', 'reasons-string', 'bare-reasons', 'spring', 'empty', 'html'],
    { faults: 'get 503-html nth=1', serverCancels: 'before-file', serverCancelsJobs: 1 },
  ),
  ...each(21, 'legacyErrors', ['on'], { activeJobsMax: 3, processingMs: 900 }),
  ...each(21, 'legacyErrors', ['on'], {
    pendingExpiryMs: 10_000,
    pendingExpiryTo: 'gone',
    faults: 'upload delay times=2 delayMs=15000',
  }),
  ...each(21, 'legacyErrors', ['on'], { jobsKeptMs: 1 }, 'perhaps unresolved'),
  ...each(21, 'legacyErrors', ['on'], { tokenDiesMs: 15_000, processingMs: 12_000 }),
  ...each(22, 'faults', [
    'any 502-html probability=0.1',
    'any 503-retry-after probability=0.1',
    'any 504-html probability=0.1',
    'any 500-retryable probability=0.1',
    'list stall-request nth=2',
  ]),
  ...each(23, 'visibilityLagMs', [2000]),
  ...each(25, 'tokenDiesMs', [15_000], { processingMs: 12_000 }),
  ...each(25, 'unauthorizedBody', ['reasons-string', 'plain', 'empty', 'html'], {
    tokenDiesMs: 15_000,
    processingMs: 12_000,
  }),
];

/** How the tenant describes jobs, rows and slots. */
export const ANSWERS: readonly Variant[] = [...PLAIN, ...SLOTS];

/** Faults of jobs, files and requests. */
export const FAULTS: readonly Variant[] = [...ENDS, ...FILES, ...NETWORK];
