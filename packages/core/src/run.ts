import { keyIndex } from './chunks/key-index.ts';
import { namedFields, nestedFields, unseenFields } from './chunks/named-fields.ts';
import { type Continued, continueReading } from './chunks/reread.ts';
import { RunStopped } from './contract/errors.ts';
import type { JobSettings } from './contract/job-options.ts';
import type { Plugin } from './contract/plugin.ts';
import { fieldsOf, readFrom } from './contract/reading.ts';
import type { RunInfo } from './contract/run-info.ts';
import type { Source } from './contract/source.ts';
import { type Summary, summarise } from './contract/summary.ts';
import type { Target } from './contract/target.ts';
import { type Hooks, hooksOf } from './hooks.ts';
import { type StopSignals, stopSignals } from './host/stop-signals.ts';
import { recoveryOf } from './jobs/recovery.ts';
import { requestQuota } from './jobs/request-quota.ts';
import { requestsTo } from './jobs/requests.ts';
import { targetClock } from './jobs/target-clock.ts';
import { checkTenant } from './jobs/tenant.ts';
import { checkColumns, checkKey, describeTarget } from './jobs/validate.ts';
import { type ProgressMeter, progressMeter } from './journal/progress.ts';
import { reportProgress } from './journal/progress-reports.ts';
import { type Connection, pipeline } from './pipeline.ts';
import type { RunDirectory } from './run-directory/directory.ts';
import type { Columns } from './values/columns.ts';
import { encoder } from './values/encoder.ts';

/** The checked options that a run works with. */
export interface RunSettings {
  readonly columns: Columns;
  readonly target: Target;
  readonly key?: string | undefined;
  readonly onMissing?: 'reset' | undefined;
  readonly plugins: readonly Plugin[];
  readonly jobs: JobSettings;
  /** Absent if the caller gave no directory. */
  readonly runDir?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** What a run is that retries another one. */
export interface RetryOf {
  /** Absent if an earlier process took the records. */
  readonly spooled: RunInfo['retry'];
  /** Makes this the only retry of that run. */
  claim(): Promise<void>;
}

/** Continues a run from the state of its directory to its end, or until it is stopped. */
export async function run(
  directory: RunDirectory,
  source: Source,
  settings: RunSettings,
  retry?: RetryOf,
): Promise<Summary> {
  const { description, journal, world } = directory;
  const { state } = journal;
  const signals = stopSignals(settings.signal, settings.jobs.graceSeconds, world);
  const meter = progressMeter(state, world.elapsed);
  const fields = state.hasChunk
    ? unseenFields(settings, state.unseenFields)
    : namedFields(settings, description.parent?.fields ?? []);
  const hooks = hooksOf([meter.plugin, ...fields.plugins], signals.patience);
  const toClose: { close(): Promise<void> }[] = [];
  try {
    directory.keep(signals.stop);
    const { runId, object, operation } = description;
    await hooks.start({
      ...{ runId, object, operation },
      ...(retry?.spooled !== undefined && { retry: retry.spooled }),
      ...(settings.runDir !== undefined && { runDir: settings.runDir }),
      source: source.name,
      target: settings.target.name,
    });
    toClose.push(reportProgress(hooks, meter, world, signals.stop));
    if (!state.hasChunk && !state.source.isRead) {
      const known = await fieldsOf(source, signals.soft, signals.hard);
      if (known !== undefined) fields.checkSource(known, source.name);
    }
    const read = await continueSource(source, directory, signals, nestedFields(settings.columns));
    const missing = operation === 'create' ? 'empty' : 'rejected';
    const encoding = fields.watching(encoder(settings.columns, missing));
    const connection = await connect(settings, directory, signals, meter);
    const { quota } = connection.requests;
    if (quota !== undefined) toClose.push({ close: quota.save });
    const { target, key, jobs } = settings;
    const recovery = recoveryOf(target, key, encoding.header, connection.definition);
    const keys = recovery && (await keyIndex(directory.chunks, state.keysBytes));
    if (keys !== undefined) toClose.push(keys);
    await pipeline({
      ...{ directory, source: read, encoding, connection, recovery, keys, key },
      ...{ settings: jobs, hooks, signals, meter, fields },
      ...(retry !== undefined && { claim: retry.claim }),
    });
  } catch (error) {
    signals.stop(error);
  }
  // Every record that was read to the end has its verdict.
  signals.finish();
  for (const one of toClose) await one.close().catch(signals.stop);
  try {
    return await end(directory, hooks, signals);
  } finally {
    signals.release();
  }
}

/** Writes the summary of a run, closes its files, and returns the summary or throws what stopped the run. */
async function end(directory: RunDirectory, hooks: Hooks, signals: StopSignals): Promise<Summary> {
  const { description, journal, world } = directory;
  const { state } = journal;
  const status = statusOf(signals.first);
  const at = new Date(world.now()).toISOString();
  let summary = summarise(description, state, status, at);
  try {
    await journal.append({ type: 'ended-run', status, at });
    await finishFiles(directory, summary);
  } catch (error) {
    signals.stop(error);
    // A run is completed when its journal says so, and not before.
    const isOver = state.ended?.status === 'completed';
    if (status === 'completed' && !isOver) summary = { ...summary, status: 'stopped' };
  }
  await directory.close().catch(signals.stop);
  await hooks.end({ summary, ...(signals.first && { error: signals.first }) }).catch(signals.stop);
  if (signals.first === undefined) return summary;
  throw new RunStopped(signals.first, summary, signals.later);
}

function statusOf(first: StopSignals['first']): Summary['status'] {
  if (first === undefined) return 'completed';
  return first.code === 'INTERRUPTED' ? 'interrupted' : 'stopped';
}

/** Writes the summary, and removes what a completed run no longer needs. */
export async function finishFiles(directory: RunDirectory, summary: Summary): Promise<void> {
  await directory.writeSummary(summary);
  if (summary.status === 'completed')
    await directory.world.disk.removeFile(directory.chunks.keysPath);
}

/**
 * The source, continued from where the run left off. Before anything is sent, it is compared with what was
 * read earlier. If it cannot be continued, running jobs are settled nevertheless.
 */
async function continueSource(
  source: Source,
  { journal: { state }, world }: RunDirectory,
  { soft, hard, stop }: StopSignals,
  nested: readonly string[],
): Promise<Continued | undefined> {
  if (state.source.isRead) return undefined;
  const { checkpoint } = state.source;
  try {
    const from = checkpoint && { checkpoint: checkpoint.value };
    const pause = () => world.sleep(0, hard);
    const batches = readFrom(source, soft, hard, { ...from, nested }, pause);
    return await continueReading(batches, state.source, source.name);
  } catch (error) {
    stop(error);
    return undefined;
  }
}

/** Connects to the target; checks the migration against its definition before anything is sent. */
async function connect(
  settings: RunSettings,
  directory: RunDirectory,
  { hard, cleanUp }: StopSignals,
  { waits }: ProgressMeter,
): Promise<Connection> {
  const { target, jobs, key, onMissing, columns } = settings;
  const { world, check, journal, description } = directory;
  const clock = targetClock(world, journal.state.dates);
  const quota = requestQuota(world, journal, jobs.quotaShare);
  const parts = { check, clock, waits, runId: description.runId, quota };
  const requests = requestsTo(target, jobs, world, hard, parts);
  await checkTenant(requests, directory);
  const definition = await describeTarget(requests);
  checkColumns(columns, definition, target, onMissing);
  // A run that has sent rows keeps the key that it was started with.
  if (definition !== undefined && journal.state.jobs.total === 0) checkKey(key, definition, target);
  // Its answer sets the clock.
  await requests.send('list', (options) => requests.target.list({ pageSize: 1 }, options));
  const lastRequests = requestsTo(target, jobs, world, cleanUp, parts);
  return { requests, cleanUp: lastRequests, clock, definition };
}
