import { z } from 'zod';
import { fieldNames } from './chunks/named-fields.ts';
import type { JobOptions, JobSettings } from './contract/job-options.ts';
import { checkOptions, named } from './contract/options.ts';
import { HOOKS, type Plugin } from './contract/plugin.ts';
import { isSource, type SourceInput } from './contract/source-input.ts';
import type { Target } from './contract/target.ts';
import type { World } from './host/world.ts';
import { constantId, isConstant } from './jobs/validate.ts';
import type { MigrationFile, RunDescription } from './run-directory/description.ts';
import { digestOf, digestsOf, ownParts, type Parts } from './run-directory/digests.ts';
import { newRunId } from './run-directory/run-id.ts';
import type { Column, Columns } from './values/columns.ts';

/** The options of `migrate`. */
export interface MigrateOptions {
  /** The columns of the CSV files, and the field that each contains; at least one. */
  readonly columns: Columns;
  /** Where chunks go: what the factory of a target package returns. */
  readonly target: Target;
  /** A unique, filterable column. It settles unknown outcomes, and never changes a normal run. Default: none. */
  readonly key?: string | undefined;
  /**
   * For an update, and required if the object has columns that `columns` does not list: `reset` lets the target
   * set them to their defaults, in every record that is updated. Default: such an update is refused.
   */
  readonly onMissing?: 'reset' | undefined;
  /** Change, drop or refuse records, and watch the run; called in this order. Default: none. */
  readonly plugins?: readonly Plugin[] | undefined;
  /** Sizes, attempts and times of jobs. */
  readonly jobs?: JobOptions | undefined;
  /** Where the run's files go. Default: a temporary folder, which is removed at the end. */
  readonly runDir?: string | undefined;
  /** Interrupts the run: running jobs are settled for up to `jobs.graceSeconds`. Default: nothing does. */
  readonly signal?: AbortSignal | undefined;
  /** The clock, random numbers and the disk; only tests replace it. Default: the real ones. */
  readonly world?: World | undefined;
}

/** What the command line adds to the `run.json` of a run that it starts, and compares when it resumes one. */
export interface StartedBy {
  /** The run's id; if absent, it is made from the time. */
  readonly runId?: string | undefined;
  /** The migration file that the options were read from. */
  readonly migration?: MigrationFile | undefined;
  /** The source's identity, of which a digest is kept. */
  readonly identity?: string | undefined;
  /** What the source, the target and the plugins were made with, of which digests are kept. */
  readonly decides?: Parts | undefined;
}

/** Checked options. */
export interface Settings extends MigrateOptions {
  readonly jobs: JobSettings;
  readonly plugins: readonly Plugin[];
}

const SECONDS_MAX = 2_592_000;
const seconds = (byDefault: number): z.ZodDefault<z.ZodNumber> =>
  z
    .number()
    .nonnegative()
    .max(SECONDS_MAX, 'expected seconds, at most 2592000 (30 days)')
    .default(byDefault);
const count = (byDefault: number): z.ZodDefault<z.ZodInt> => z.int().positive().default(byDefault);

const JOBS = z.strictObject({
  concurrency: z.int().min(1).optional(),
  maxRows: z
    .union([z.int().positive(), z.literal('auto')], 'expected a number of rows, or `auto`')
    .default(50_000),
  maxBytes: z.int().positive().optional(),
  graceSeconds: seconds(30),
  attemptsMax: count(8),
  retryDeadlineSeconds: seconds(900),
  idleDeadlineSeconds: seconds(21_600),
  resubmitJobsMax: z.int().nonnegative().default(50),
  orphanGraceSeconds: seconds(120),
  errorsLagSeconds: seconds(2),
  lookupLagSeconds: seconds(60),
  quotaShare: z.number().positive().max(1, 'expected a share, such as 0.5').default(0.5),
  checkCounts: z.boolean().default(true),
});

const constant = z.union([z.string(), z.number(), z.bigint(), z.boolean(), z.null()]);
const COLUMN = z.union(
  [
    z.string().min(1),
    z.strictObject({ value: constant }),
    z
      .strictObject({
        from: z.string().min(1),
        format: z.enum(['date', 'date-time', 'json']).optional(),
        json: z.boolean().optional(),
        optional: z.boolean().optional(),
      })
      .refine(({ from, json }) => json !== true || from.includes('.'), {
        message: '`json: true` reads a text on a path, such as `meta.color`',
      }),
  ],
  'expected a field, `{ from, format, json, optional }` where `format` is date, date-time or json, or `{ value }`',
);

const OPTIONS = z.strictObject({
  columns: named(z.string().min(1), COLUMN).refine((columns) => Object.keys(columns).length > 0, {
    message: 'expected at least one column',
  }),
  target: z.custom<Target>(
    isTarget,
    'expected a target, which the factory of a target package returns',
  ),
  key: z.string().optional(),
  onMissing: z
    .literal('reset', {
      error: ({ input }) =>
        input === 'keep'
          ? '`keep` is not supported yet; list the columns that must keep their values, or say `reset`'
          : 'expected `reset`',
    })
    .optional(),
  plugins: z
    .array(
      z.custom<Plugin>(
        isPlugin,
        'expected a plugin: an object with a `name`, whose hooks are functions and whose `fields` are names',
      ),
    )
    .default([]),
  jobs: JOBS.prefault({}),
  runDir: z.string().min(1).optional(),
  signal: z.instanceof(AbortSignal).optional(),
  world: z.custom<World>().optional(),
});

/** Checks the arguments of `migrate`. Misuse is a `TypeError`. */
export function readSettings(input: SourceInput, options: MigrateOptions): Settings {
  const isReadable =
    typeof input === 'object' &&
    input !== null &&
    (isSource(input) || Symbol.asyncIterator in input || Symbol.iterator in input);
  if (!isReadable) {
    throw new TypeError('migrate: expected a source, a stream or an iterable of records');
  }
  const checked = checkOptions('migrate', OPTIONS, options);
  const { key, target, jobs } = checked;
  if (key !== undefined && !Object.hasOwn(checked.columns, key)) {
    throw new TypeError(`migrate: \`key\` names \`${key}\`, which is not one of the columns`);
  }
  if (checked.onMissing !== undefined && target.operation !== 'update') {
    throw new TypeError(
      `migrate: \`onMissing\`: only an update has it, and this is a ${target.operation}; remove it`,
    );
  }
  const { id } = target.systemFields;
  if (target.operation === 'update' && isConstant(checked.columns, id)) {
    throw new TypeError(`migrate: ${constantId(id)}`);
  }
  const { fileBytesMax, activeJobsMax, rowsMax = Number.POSITIVE_INFINITY } = target.limits;
  const { concurrency = activeJobsMax } = jobs;
  if (concurrency > activeJobsMax) {
    throw new TypeError(
      `migrate: \`jobs.concurrency\`: the target allows at most ${activeJobsMax} jobs at the same time`,
    );
  }
  if (target.operation === 'upsert' && key === undefined) {
    throw new TypeError('migrate: `key`: expected the column by which an upsert finds records');
  }
  if (!target.operations.includes(target.operation)) {
    const known = target.operations.join(', ');
    throw new TypeError(
      `migrate: a job of ${target.name} cannot ${target.operation}, only ${known}`,
    );
  }
  const maxBytes = jobs.maxBytes ?? fileBytesMax;
  if (maxBytes > fileBytesMax) {
    throw new TypeError(
      `migrate: \`jobs.maxBytes\`: the target takes at most ${fileBytesMax} bytes`,
    );
  }
  const maxRows = jobs.maxRows === 'auto' ? 'auto' : Math.min(jobs.maxRows, rowsMax);
  return { ...checked, jobs: { ...jobs, concurrency, maxRows, maxBytes } };
}

/** The content of `run.json` for a run that begins. */
export function descriptionOf(settings: Settings, by: StartedBy, world: World): RunDescription {
  const { target, key, columns } = settings;
  const { runId = newRunId(world), migration, identity } = by;
  return {
    runId,
    object: target.object,
    operation: target.operation,
    startedAt: new Date(world.now()).toISOString(),
    ...(key !== undefined && { key }),
    ...(migration !== undefined && { migration }),
    fields: fieldNames(settings),
    ...(identity !== undefined && { source: digestOf(identity, runId) }),
    digests: digestsOf(partsOf(settings, by), runId),
    header: Object.keys(columns),
  };
}

/** The caller's signal. Throws if it is already aborted. */
export function signalOf({ signal = new AbortController().signal }: Settings): AbortSignal {
  signal.throwIfAborted();
  return signal;
}

/** What decides the rows and the verdicts of a run, as far as settings show it. Code may be corrected. */
export function partsOf(
  { columns, key, target: { object, operation }, jobs: { checkCounts } }: Settings,
  { decides }: Pick<StartedBy, 'decides'>,
): Parts {
  return { ...decides, ...ownParts({ object, operation, columns, key, checkCounts }) };
}

/** The same settings, with the columns in the order that the run began with. */
export function inOrderOf(header: readonly string[], settings: Settings): Settings {
  const columns = header.map((name) => [name, settings.columns[name] as Column]);
  return { ...settings, columns: Object.fromEntries(columns) };
}

function isTarget(value: unknown): boolean {
  const isObject = typeof value === 'object' && value !== null;
  return isObject && ['create', 'limits', 'traits', 'operations'].every((name) => name in value);
}

function isPlugin(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const plugin = value as Readonly<Record<string, unknown>>;
  const { fields = [] } = plugin;
  if (!Array.isArray(fields) || fields.some((field) => typeof field !== 'string')) return false;
  if (typeof plugin['name'] !== 'string') return false;
  return HOOKS.every((hook) => plugin[hook] === undefined || typeof plugin[hook] === 'function');
}
