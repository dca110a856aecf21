import { RowferryError } from './contract/errors.ts';
import type {
  JobEvent,
  MaybePromise,
  Plugin,
  RunEnd,
  RunInfo,
  TransformContext,
} from './contract/plugin.ts';
import { isRecord, type SourceRecord } from './contract/source.ts';
import type { Verdict } from './contract/verdict.ts';

/** Stands for a record that a transform refused. */
export class Refused {
  readonly error: unknown;

  /** Throws what says stop. */
  constructor(error: unknown) {
    if (error instanceof RowferryError) throw error;
    this.error = error;
  }
}

/** What transforms made of a record. */
export type Transformed = SourceRecord | undefined | Refused;

/** The hooks of all plugins of a run, called in plugin order. */
export interface Hooks {
  /** Whether any plugin transforms. */
  readonly transforms: boolean;
  /** Whether any plugin wants verdicts. */
  readonly watchesVerdicts: boolean;
  start(run: RunInfo): Promise<void>;
  /** Lets what a transform throws pass: it concerns one record. */
  transform(
    record: SourceRecord,
    context: TransformContext,
  ): MaybePromise<SourceRecord | undefined>;
  /**
   * All transforms of a batch, in which `undefined` is a record that could not be read; absent where
   * no plugin wants batches.
   */
  readonly transformBatch?: (
    records: readonly (SourceRecord | undefined)[],
    contexts: readonly TransformContext[],
  ) => Promise<Transformed[]>;
  verdicts(verdicts: readonly Verdict[]): Promise<void>;
  job(job: JobEvent): Promise<void>;
  end(end: RunEnd): Promise<void>;
}

/** Binds the plugins of a run. */
export function hooksOf(plugins: readonly Plugin[]): Hooks {
  const transformers = plugins.filter((plugin) => plugin.transform ?? plugin.transformBatch);
  return {
    transforms: transformers.length > 0,
    watchesVerdicts: plugins.some((plugin) => plugin.onVerdicts !== undefined),
    start: (run) => each(plugins, 'onStart', (plugin) => plugin.onStart?.(run)),
    transform: (record, context) => transformFrom(transformers, 0, record, context),
    ...(transformers.some((plugin) => plugin.transformBatch !== undefined) && {
      transformBatch: (records, contexts) => transformBatch(transformers, records, contexts),
    }),
    verdicts: (verdicts) => each(plugins, 'onVerdicts', (plugin) => plugin.onVerdicts?.(verdicts)),
    job: (job) => each(plugins, 'onJob', (plugin) => plugin.onJob?.(job)),
    end: (end) => each(plugins, 'onEnd', (plugin) => plugin.onEnd?.(end)),
  };
}

function transformFrom(
  plugins: readonly Plugin[],
  first: number,
  record: SourceRecord,
  context: TransformContext,
): MaybePromise<SourceRecord | undefined> {
  let changed = record;
  for (let index = first; index < plugins.length; index++) {
    const next = (plugins[index] as Plugin).transform?.(changed, context);
    if (isPromise(next)) {
      return Promise.resolve(next).then((given) =>
        isRecord(given) ? transformFrom(plugins, index + 1, given, context) : given,
      );
    }
    if (!isRecord(next)) return next;
    changed = next;
  }
  return changed;
}

async function transformBatch(
  plugins: readonly Plugin[],
  records: readonly (SourceRecord | undefined)[],
  contexts: readonly TransformContext[],
): Promise<Transformed[]> {
  const given: Transformed[] = [...records];
  for (const plugin of plugins) {
    if (plugin.transform !== undefined) await transformEach(plugin, given, contexts);
    if (plugin.transformBatch !== undefined) await transformAll(plugin, given, contexts);
  }
  return given;
}

async function transformEach(
  plugin: Plugin,
  given: Transformed[],
  contexts: readonly TransformContext[],
): Promise<void> {
  for (const index of leftIn(given)) {
    try {
      const record = given[index] as SourceRecord;
      const next = plugin.transform?.(record, contexts[index] as TransformContext);
      given[index] = isPromise(next) ? await next : next;
    } catch (error) {
      given[index] = new Refused(error);
    }
  }
}

async function transformAll(
  plugin: Plugin,
  given: Transformed[],
  contexts: readonly TransformContext[],
): Promise<void> {
  const left = leftIn(given);
  if (left.length === 0) return;
  const answers = await answersOf(
    plugin,
    left.map((index) => given[index] as SourceRecord),
    left.map((index) => contexts[index] as TransformContext),
  );
  for (const [at, index] of left.entries()) {
    const answer = answers[at];
    given[index] = answer instanceof Error ? new Refused(answer) : answer;
  }
}

async function answersOf(
  plugin: Plugin,
  records: readonly SourceRecord[],
  contexts: readonly TransformContext[],
): Promise<readonly (SourceRecord | undefined | Error)[]> {
  try {
    const waiting = plugin.transformBatch?.(records, contexts);
    const answers = isPromise(waiting) ? await waiting : waiting;
    if (Array.isArray(answers) && answers.length === records.length) return answers;
    const gave = Array.isArray(answers) ? `${answers.length} answers` : 'no array';
    throw new Error(`it was given ${records.length} records and gave ${gave}; give one for each`);
  } catch (error) {
    throw error instanceof RowferryError ? error : failed(plugin, 'transformBatch', error);
  }
}

/** The places of the records that are neither skipped nor refused. */
function leftIn(given: readonly Transformed[]): number[] {
  const left: number[] = [];
  for (const [index, one] of given.entries()) {
    if (isRecord(one) && !(one instanceof Refused)) left.push(index);
  }
  return left;
}

/** Not every promise is of this realm's class: query builders and older libraries have their own. */
export function isPromise<T>(value: MaybePromise<T>): value is Promise<T> {
  return (
    typeof value === 'object' &&
    value !== null &&
    'then' in value &&
    typeof value.then === 'function'
  );
}

async function each(
  plugins: readonly Plugin[],
  hook: string,
  call: (plugin: Plugin) => MaybePromise<void>,
): Promise<void> {
  for (const plugin of plugins) {
    try {
      const waiting = call(plugin);
      if (isPromise(waiting)) await waiting;
    } catch (error) {
      throw failed(plugin, hook, error);
    }
  }
}

function failed(plugin: Plugin, hook: string, error: unknown): RowferryError {
  const why = error instanceof Error ? error.message : String(error);
  return new RowferryError('PLUGIN_FAILED', `${plugin.name}, ${hook}: ${why}`, { cause: error });
}
