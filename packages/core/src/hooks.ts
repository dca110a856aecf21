import { RowferryError } from './errors.ts';
import type {
  JobEvent,
  MaybePromise,
  Plugin,
  RunEnd,
  RunInfo,
  TransformContext,
} from './plugin.ts';
import type { SourceRecord } from './source.ts';
import type { Verdict } from './verdict.ts';

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
  verdicts(verdicts: readonly Verdict[]): Promise<void>;
  job(job: JobEvent): Promise<void>;
  end(end: RunEnd): Promise<void>;
}

/** Binds the plugins of a run. */
export function hooksOf(plugins: readonly Plugin[]): Hooks {
  const transformers = plugins.filter((plugin) => plugin.transform !== undefined);
  return {
    transforms: transformers.length > 0,
    watchesVerdicts: plugins.some((plugin) => plugin.onVerdicts !== undefined),
    start: (run) => each(plugins, 'onStart', (plugin) => plugin.onStart?.(run)),
    transform: (record, context) => transformFrom(transformers, 0, record, context),
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
        given === undefined ? undefined : transformFrom(plugins, index + 1, given, context),
      );
    }
    if (next === undefined) return undefined;
    changed = next;
  }
  return changed;
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
      const why = error instanceof Error ? error.message : String(error);
      throw new RowferryError('PLUGIN_FAILED', `${plugin.name}, ${hook}: ${why}`, { cause: error });
    }
  }
}
