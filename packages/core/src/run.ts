import { type KeyIndex, keyIndex } from './chunks/key-index.ts';
import { type Continued, readOn } from './chunks/reread.ts';
import { RowferryError, RunStopped } from './contract/errors.ts';
import type { RunInfo } from './contract/plugin.ts';
import { readFrom, type Source } from './contract/source.ts';
import { type Summary, summarise } from './contract/summary.ts';
import { type Hooks, hooksOf } from './hooks.ts';
import { type Halt, haltOn } from './host/stop-signals.ts';
import { remedyOf } from './jobs/recovery.ts';
import { requestsTo } from './jobs/requests.ts';
import { targetClock } from './jobs/target-clock.ts';
import { checkHeader, checkKey, describeTarget } from './jobs/validate.ts';
import { type Connection, load } from './pipeline.ts';
import { progressMeter } from './progress.ts';
import type { RunDirectory } from './run-directory/directory.ts';
import type { Settings } from './settings.ts';
import { encoder } from './values/columns.ts';

/** Conducts a run from what its directory says to its end, or its halt. */
export async function conduct(
  directory: RunDirectory,
  source: Source,
  settings: Settings,
  retry?: RunInfo['retry'],
): Promise<Summary> {
  const { description, journal, world } = directory;
  const { state } = journal;
  const halt = haltOn(settings.signal, settings.jobs.graceSeconds, world);
  const meter = progressMeter(state.source.to);
  const hooks = hooksOf([meter.plugin, ...settings.plugins]);
  const held: Pick<KeyIndex, 'close'>[] = [];
  try {
    directory.keep(halt.stop);
    const { runId, object, operation } = description;
    await hooks.start({
      ...{ runId, object, operation },
      ...(retry !== undefined && { retry }),
      ...(settings.runDir !== undefined && { runDir: settings.runDir }),
      source: source.name,
      target: settings.target.name,
      progress: () => meter.now(state),
    });
    const read = await continueSource(source, directory, halt);
    const encoding = encoder(settings.columns);
    const connection = await connect(settings, directory, halt, encoding.header);
    const { target, key, jobs } = settings;
    const remedy = remedyOf(target, key, encoding.header, connection.definition);
    const keys = remedy && (await keyIndex(directory.chunks, state.keysBytes));
    if (keys !== undefined) held.push(keys);
    const recovery = remedy && keys && { remedy, keys };
    await load({
      ...{ directory, source: read, encoding, connection, recovery, key },
      ...{ settings: jobs, hooks, halt, meter },
    });
  } catch (error) {
    halt.stop(error);
  }
  // Whatever is aborted from here on, every record that was read to the end has its verdict.
  halt.release();
  for (const one of held) await one.close().catch(halt.stop);
  return await end(directory, hooks, halt);
}

/** Sums the run up, closes its files, and gives or throws what the caller is to know. */
async function end(directory: RunDirectory, hooks: Hooks, halt: Halt): Promise<Summary> {
  const { description, journal, world } = directory;
  const { state } = journal;
  const isInterrupt = halt.first?.isInterrupt ?? false;
  const status = halt.first === undefined ? 'completed' : isInterrupt ? 'interrupted' : 'stopped';
  const at = new Date(world.now()).toISOString();
  let summary = summarise(description, state, status, at);
  try {
    await journal.append({ type: 'ended-run', status, at });
    await tidy(directory, summary);
  } catch (error) {
    halt.stop(error);
    // A run is over by its journal, and not before.
    const isOver = state.ended?.status === 'completed';
    if (status === 'completed' && !isOver) summary = { ...summary, status: 'stopped' };
  }
  await directory.close().catch(halt.stop);
  await hooks.end({ summary, ...(halt.first && { error: halt.first.error }) }).catch(halt.stop);
  if (halt.first === undefined) return summary;
  const { error } = halt.first;
  if (!(error instanceof RowferryError) || isInterrupt) throw error;
  throw new RunStopped(error, summary, halt.later);
}

/** Leaves behind what a run that ended leaves behind. */
export async function tidy(directory: RunDirectory, summary: Summary): Promise<void> {
  await directory.writeSummary(summary);
  if (summary.status === 'completed')
    await directory.world.disk.removeFile(directory.chunks.keysPath);
}

/**
 * The source behind what was read before. It is held against that before anything is sent; where it
 * cannot be read on, what runs is settled all the same.
 */
async function continueSource(
  source: Source,
  { journal: { state } }: RunDirectory,
  { stopping, signal, stop }: Halt,
): Promise<Continued | undefined> {
  if (state.source.isRead) return undefined;
  const { checkpoint } = state.source;
  try {
    const batches = readFrom(source, stopping, signal, checkpoint?.value);
    return await readOn(batches, state.source, source.name);
  } catch (error) {
    stop(error);
    return undefined;
  }
}

/** Makes the way to the target; holds the migration against its definition before anything is sent. */
async function connect(
  settings: Settings,
  directory: RunDirectory,
  { signal, closing }: Halt,
  header: readonly string[],
): Promise<Connection> {
  const { target, jobs, key } = settings;
  const { world, check, journal } = directory;
  const requests = requestsTo(target, jobs, world, signal, check);
  const definition = await describeTarget(requests);
  if (definition !== undefined) {
    checkHeader(header, definition, target.operation);
    // A run that has sent rows goes on with the key that it was begun with.
    if (journal.state.jobs.total === 0) checkKey(key, definition, target);
  }
  const begun = world.now() - world.elapsed();
  const clock = targetClock(() => begun + world.elapsed());
  const askedAt = world.elapsed();
  const page = await requests.send('list', (options) => target.list({ pageSize: 1 }, options));
  clock.set(page.toldAt, world.elapsed() - askedAt);
  return { requests, cleanUp: requestsTo(target, jobs, world, closing, check), clock, definition };
}
