import { at } from './contract/assert.ts';
import { doAll } from './contract/cleanup.ts';
import { RowferryError, saidBy } from './contract/errors.ts';
import {
  HOOKS,
  type JobEvent,
  type MaybePromise,
  type Plugin,
  type TransformContext,
} from './contract/plugin.ts';
import type { Progress } from './contract/progress.ts';
import type { RunEnd, RunInfo } from './contract/run-info.ts';
import { isRecord, type SourceRecord } from './contract/source.ts';
import { orAborted } from './contract/until-aborted.ts';
import type { Verdict } from './contract/verdict.ts';

/** Takes the place of a record that a transform rejected. */
export class Refused {
  readonly #error: unknown;

  /** Unlike `instanceof`, it runs no code of a proxy. */
  static is(value: object): value is Refused {
    return #error in value;
  }

  /** Rethrows a `RowferryError`: it stops the run. */
  constructor(error: unknown) {
    if (error instanceof RowferryError) throw error;
    this.#error = error;
  }

  get error(): unknown {
    return this.#error;
  }
}

/** The result of all transforms for a record. What they returned may be no record. */
export type Transformed = object | undefined | Refused;

/** The hooks of all plugins of a run, called in plugin order. */
export interface Hooks {
  /** Whether any plugin has a transform. */
  readonly transforms: boolean;
  /** Whether any plugin is notified of verdicts. */
  readonly watchesVerdicts: boolean;
  /** Whether any plugin is notified of the progress. */
  readonly watchesProgress: boolean;
  start(run: RunInfo): Promise<void>;
  /** Does not catch what a transform throws, since it concerns only one record. */
  transform(record: SourceRecord, context: TransformContext): MaybePromise<object | undefined>;
  /**
   * Calls all transforms for a batch, in which `undefined` is a record that could not be read; absent if
   * no plugin has `transformBatch`.
   */
  readonly transformBatch?: (
    records: readonly (SourceRecord | undefined)[],
    contexts: readonly TransformContext[],
  ) => Promise<Transformed[]>;
  verdicts(verdicts: readonly Verdict[]): Promise<void>;
  job(job: JobEvent): Promise<void>;
  progress(progress: Progress): Promise<void>;
  end(end: RunEnd): Promise<void>;
}

const NEVER = new AbortController().signal;

/**
 * Combines the hooks of a run's plugins. Each call of a hook takes a signal from `patience`: a hook that has
 * not settled when that signal aborts is abandoned, and rejects with `PLUGIN_FAILED`. Default: none is.
 */
export function hooksOf(
  given: readonly Plugin[],
  patience: () => AbortSignal = () => NEVER,
): Hooks {
  const plugins = given.map((plugin) => abandonable(plugin, patience));
  const transformers = plugins.filter((plugin) => plugin.transform ?? plugin.transformBatch);
  return {
    transforms: transformers.length > 0,
    watchesVerdicts: plugins.some((plugin) => plugin.onVerdicts !== undefined),
    watchesProgress: plugins.some((plugin) => plugin.onProgress !== undefined),
    start: (run) => each(plugins, 'onStart', (plugin) => plugin.onStart?.(run)),
    transform: (record, context) => transformFrom(transformers, 0, record, context),
    ...(transformers.some((plugin) => plugin.transformBatch !== undefined) && {
      transformBatch: (records, contexts) => transformBatch(transformers, records, contexts),
    }),
    verdicts: (verdicts) => each(plugins, 'onVerdicts', (plugin) => plugin.onVerdicts?.(verdicts)),
    job: (job) => each(plugins, 'onJob', (plugin) => plugin.onJob?.(job)),
    progress: (progress) => each(plugins, 'onProgress', (plugin) => plugin.onProgress?.(progress)),
    // Each plugin may have something to close, whatever another one throws.
    end: (end) =>
      doAll(plugins.map((plugin) => () => each([plugin], 'onEnd', () => plugin.onEnd?.(end)))),
  };
}

/** The same plugin. A promise of its hooks rejects when the run no longer waits for it. */
function abandonable(plugin: Plugin, patience: () => AbortSignal): Plugin {
  const own = HOOKS.filter((hook) => plugin[hook] !== undefined).map((hook) => {
    const late = () => failed(plugin, hook, new Error('it had not settled when the run ended'));
    const call = (...args: readonly unknown[]) => {
      const result: unknown = Reflect.apply(plugin[hook] as () => unknown, plugin, args);
      return isPromise(result) ? orAborted(result, patience(), late) : result;
    };
    return [hook, call];
  });
  return { name: plugin.name, ...Object.fromEntries(own) };
}

function transformFrom(
  plugins: readonly Plugin[],
  first: number,
  record: SourceRecord,
  context: TransformContext,
): MaybePromise<object | undefined> {
  let changed = record;
  for (let index = first; index < plugins.length; index++) {
    const next = at(plugins, index, 'plugin').transform?.(changed, context);
    if (isPromise(next)) {
      return Promise.resolve(next).then((transformed) =>
        isRecord(transformed)
          ? transformFrom(plugins, index + 1, transformed, context)
          : transformed,
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
  const transformed: Transformed[] = [...records];
  for (const plugin of plugins) {
    if (plugin.transform !== undefined) await transformEach(plugin, transformed, contexts);
    if (plugin.transformBatch !== undefined) await transformAll(plugin, transformed, contexts);
  }
  return transformed;
}

async function transformEach(
  plugin: Plugin,
  transformed: Transformed[],
  contexts: readonly TransformContext[],
): Promise<void> {
  for (const index of remainingIn(transformed)) {
    try {
      const record = transformed[index] as SourceRecord;
      const next = plugin.transform?.(record, at(contexts, index, 'context'));
      transformed[index] = isPromise(next) ? await next : next;
    } catch (error) {
      transformed[index] = new Refused(error);
    }
  }
}

async function transformAll(
  plugin: Plugin,
  transformed: Transformed[],
  contexts: readonly TransformContext[],
): Promise<void> {
  const left = remainingIn(transformed);
  if (left.length === 0) return;
  const results = await resultsOf(
    plugin,
    left.map((index) => transformed[index] as SourceRecord),
    left.map((index) => at(contexts, index, 'context')),
  );
  for (const [place, index] of left.entries()) {
    transformed[index] = resultOr(results[place]);
  }
}

function resultOr(result: object | undefined): Transformed {
  let isError: boolean;
  try {
    isError = result instanceof Error;
  } catch (error) {
    return new Refused(error);
  }
  return isError ? new Refused(result) : result;
}

async function resultsOf(
  plugin: Plugin,
  records: readonly SourceRecord[],
  contexts: readonly TransformContext[],
): Promise<readonly (object | undefined | Error)[]> {
  try {
    const waiting = plugin.transformBatch?.(records, contexts);
    const results = isPromise(waiting) ? await waiting : waiting;
    if (Array.isArray(results) && results.length === records.length) return results;
    const returned = Array.isArray(results) ? `${results.length} results` : 'no array';
    throw new Error(
      `it received ${records.length} records and returned ${returned}; return one result for each`,
    );
  } catch (error) {
    throw error instanceof RowferryError ? error : failed(plugin, 'transformBatch', error);
  }
}

/** The indexes of the records that are neither skipped nor rejected. */
function remainingIn(transformed: readonly Transformed[]): number[] {
  const left: number[] = [];
  for (const [index, one] of transformed.entries()) {
    if (isRecord(one) && !Refused.is(one)) left.push(index);
  }
  return left;
}

/** Not every promise has this realm's class: query builders and older libraries have their own. */
export function isPromise<T>(value: MaybePromise<T>): value is Promise<T> {
  return (
    typeof value === 'object' &&
    value !== null &&
    typeof (value as { readonly then?: unknown }).then === 'function'
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
  if (error instanceof RowferryError && error.code === 'PLUGIN_FAILED') return error;
  return new RowferryError('PLUGIN_FAILED', `${plugin.name}, ${hook}: ${saidBy(error)}`, {
    cause: error,
  });
}
