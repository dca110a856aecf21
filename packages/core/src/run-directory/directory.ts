import { join } from 'node:path';
import { type ChunkStore, chunkStore } from '../chunks/store.ts';
import { RowferryError } from '../contract/errors.ts';
import type { Summary } from '../contract/summary.ts';
import type { DiskFile } from '../host/disk.ts';
import { fileLost } from '../host/lost-files.ts';
import type { World } from '../host/world.ts';
import { JOURNAL_VERSION } from '../journal/entry.ts';
import { type Journal, journalIn } from '../journal/journal.ts';
import { readJournal } from '../journal/reader.ts';
import { type RunState, runState } from '../journal/state.ts';
import { checkFiles, traceOfWork } from './check-files.ts';
import { describeRun, type RunDescription, readDescription } from './description.ts';
import { type Lock, takeLock } from './lock.ts';
import { lockedDisk } from './locked-disk.ts';

/** Files that an earlier process may still have open, and append to. */
const GROWING = ['journal.jsonl', 'rejected.jsonl', 'unresolved.jsonl', 'chunks/keys'];

/** The folder that a run owns, opened by the process that works in it. */
export interface RunDirectory {
  readonly path: string;
  readonly chunks: ChunkStore;
  /** Its disk changes nothing once another process has taken over. */
  readonly world: World;
  readonly description: RunDescription;
  readonly journal: Journal;
  readonly rejected: DiskFile;
  readonly unresolved: DiskFile;
  /** Calls `onLost` if another process has taken over. */
  keep(onLost: (error: unknown) => void): void;
  /** Rejects with `RUN_LOCKED` if another process has taken over. */
  check(): Promise<void>;
  writeSummary(summary: Summary): Promise<void>;
  /** Returns which of these jobs the run created. */
  ownJobs(ids: ReadonlySet<string>): Promise<ReadonlySet<string>>;
  /** Closes all files; removes the folder if the caller named none. */
  close(): Promise<void>;
}

/**
 * Creates a run's folder; without `path` a temporary one, which is removed on `close`. When it
 * returns, `run.json` and the journal's first line are durable.
 */
export async function createRunDirectory(
  world: World,
  path: string | undefined,
  description: RunDescription,
  shape: string,
  signal: AbortSignal,
): Promise<RunDirectory> {
  const { disk } = world;
  const folder = path ?? (await disk.createTemporaryFolder());
  const refuseTaken = async () => {
    const names = (await disk.listFolder(folder)) ?? new Map<string, number>();
    if (names.has('run.json') || names.has('journal.jsonl')) throw runExists(folder);
    const trace = await traceOfWork(disk, folder);
    if (trace !== undefined) throw notEmpty(trace);
  };
  const isTemporary = path === undefined;
  await refuseTaken();
  let lock: Lock;
  try {
    await disk.createFolder(join(folder, 'chunks'));
    lock = await takeLock(world, folder, signal);
  } catch (error) {
    if (isTemporary) await disk.removeFolder(folder).catch(() => {}); // the first error is reported
    throw error;
  }
  return openFiles(world, folder, isTemporary, lock, async (open, locked) => {
    await refuseTaken();
    await locked.disk.replaceFile(join(folder, 'run.json'), describeRun(description));
    const state = runState();
    return begin(locked, folder, { description, state, open, lock, shape });
  });
}

/**
 * Opens the folder of a run as an earlier process left it. What was not made durable in order is
 * truncated. Rejects with `RUN_UNKNOWN` if no run was started there.
 */
export async function openRunDirectory(
  world: World,
  folder: string,
  shape: string,
  signal: AbortSignal,
): Promise<RunDirectory> {
  await readDescription(world.disk, folder);
  const lock = await takeLock(world, folder, signal);
  return openFiles(world, folder, false, lock, async (open, locked) => {
    const { disk } = locked;
    const description = await readDescription(disk, folder);
    const state = runState();
    const path = join(folder, 'journal.jsonl');
    if (lock.mayWakeOther) {
      for (const name of GROWING) await disk.renewFile(join(folder, name));
    }
    const isBegun = await disk.isThere(path);
    const wholeTo = isBegun ? await readJournal(disk, path, (entry) => state.apply(entry)) : 0;
    if (lock.mayWakeOther) state.skipNumbers();
    if (state.shape === undefined) {
      const trace = await traceOfWork(disk, folder);
      if (trace !== undefined) throw journalLost(path, trace);
    } else if (state.shape !== shape) throw changed(folder);
    await disk.createFolder(join(folder, 'chunks'));
    return begin(locked, folder, { description, state, open, lock, shape, wholeTo });
  });
}

/** Opens a file of the run, truncated to `sizeBytes`; what `use` returns is closed with the run. */
type Open = <T extends { close(): Promise<void> }>(
  name: string,
  sizeBytes: number,
  use: (file: DiskFile) => T,
) => Promise<T>;

async function begin(
  world: World,
  folder: string,
  given: {
    readonly description: RunDescription;
    readonly state: RunState;
    readonly open: Open;
    readonly lock: Lock;
    readonly shape: string;
    readonly wholeTo?: number;
  },
): Promise<Omit<RunDirectory, 'keep' | 'check' | 'close'>> {
  const { description, state, open, lock, shape, wholeTo = 0 } = given;
  const asIs = (file: DiskFile) => file;
  const rejected = await open('rejected.jsonl', state.rejectedBytes, asIs);
  const unresolved = await open('unresolved.jsonl', state.unresolvedBytes, asIs);
  const journal = await open('journal.jsonl', wholeTo, (file) =>
    journalIn(file, state, lock.check),
  );
  const chunks = chunkStore(world.disk, join(folder, 'chunks'), () => state.nextNumber());
  await checkFiles(chunks, state, description.migration?.path);
  await world.disk.syncFolder(folder);
  if (state.shape === undefined) {
    const { runId } = description;
    await journal.append({ type: 'run', version: JOURNAL_VERSION, runId, shape });
  }
  return {
    path: folder,
    world,
    chunks,
    async ownJobs(ids) {
      const own = new Set<string>();
      await readJournal(world.disk, join(folder, 'journal.jsonl'), (entry) => {
        if (entry.type === 'created' && ids.has(entry.job)) own.add(entry.job);
      });
      return own;
    },
    description,
    journal,
    rejected,
    unresolved,
    writeSummary: (summary) =>
      world.disk.replaceFile(
        join(folder, 'summary.json'),
        Buffer.from(`${JSON.stringify(summary, undefined, 2)}\n`),
      ),
  };
}

/** Whatever `work` opens is closed again, even if it fails half-way. */
async function openFiles(
  world: World,
  folder: string,
  isTemporary: boolean,
  lock: Lock,
  work: (open: Open, locked: World) => Promise<Omit<RunDirectory, 'keep' | 'check' | 'close'>>,
): Promise<RunDirectory> {
  const locked = { ...world, disk: lockedDisk(world.disk, lock.check) };
  const { disk } = locked;
  const files: { close(): Promise<void> }[] = [];
  const close = async () => {
    const closing = await Promise.allSettled(files.map((file) => file.close()));
    const released = await Promise.allSettled([lock.release()]);
    if (isTemporary) await world.disk.removeFolder(folder);
    for (const one of [...closing, ...released]) if (one.status === 'rejected') throw one.reason;
  };
  const open: Open = async (name, sizeBytes, use) => {
    const path = join(folder, name);
    const file = (await disk.openFile(path)) ?? (await disk.createFile(path));
    if (file === undefined)
      throw new Error(`${path} was created by something else at the same time`);
    const used = use(file);
    files.push(used);
    if (file.sizeBytes < sizeBytes) throw fileLost(path, file.sizeBytes, sizeBytes);
    if (file.sizeBytes > sizeBytes) {
      await file.truncate(sizeBytes);
    }
    // Its writer may have been killed before the sync, and the run acts on what it reads from the file.
    await file.sync();
    return used;
  };
  try {
    const directory = await work(open, locked);
    return { ...directory, keep: lock.keep, check: lock.check, close };
  } catch (error) {
    await close().catch(() => {}); // the first error is reported
    throw error;
  }
}

function runExists(folder: string): RowferryError {
  return new RowferryError(
    'RUN_EXISTS',
    `${folder} already contains a run; continue it with \`rowferry resume ${folder}\`, or choose another --run-dir`,
  );
}

function notEmpty(trace: string): RowferryError {
  const message = `${trace} would be replaced; move it away, or choose another --run-dir`;
  return new RowferryError('RUN_EXISTS', message);
}

function journalLost(path: string, trace: string): RowferryError {
  return new RowferryError(
    'FILE_LOST',
    `${path} has no whole line, although ${trace} shows that the run has done work; restore the latest journal, then resume: with an older copy, records would be loaded again`,
  );
}

function changed(folder: string): RowferryError {
  return new RowferryError(
    'MIGRATION_CHANGED',
    `the run in ${folder} was started with other columns, or another key, object or operation; resume it with the original ones, or start a new run for the records that are not loaded yet`,
  );
}
