import { join } from 'node:path';
import { cleanUpAfter, doAll } from '../contract/cleanup.ts';
import type { Disk } from '../host/disk.ts';
import { fileLost } from '../host/lost-files.ts';
import type { World } from '../host/world.ts';
import { readJournal } from '../journal/reader.ts';
import { runState } from '../journal/state.ts';
import { fileOfRun, traceOfWork } from './check-files.ts';
import { checkVersion, describeRun, type RunDescription, readDescription } from './description.ts';
import { type Parts, requireSame } from './digests.ts';
import { journalLost, notEmpty, runExists, runForeign } from './directory-errors.ts';
import { type Lock, takeLock } from './lock.ts';
import { lockedDisk } from './locked-disk.ts';
import { begin, type Open, type RunFiles } from './run-files.ts';

/** Files that an earlier process may still have open, and append to. */
const GROWING = ['journal.jsonl', 'rejected.jsonl', 'unresolved.jsonl', 'chunks/keys'];

/** The folder that a run owns, opened by the process that works in it. */
export interface RunDirectory extends RunFiles {
  /** Calls `onLost` if another process has taken over. */
  keep(onLost: (error: unknown) => void): void;
  /** Rejects with `RUN_LOCKED` if another process has taken over. */
  check(): Promise<void>;
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
  signal: AbortSignal,
): Promise<RunDirectory> {
  const { disk } = world;
  const folder = path ?? (await disk.createTemporaryFolder());
  const refuseTaken = async () => {
    const names = (await disk.listFolder(folder)) ?? new Map<string, number>();
    if (names.has('run.json') || names.has('journal.jsonl')) throw runExists(folder);
    const found = await fileOfRun(disk, folder);
    if (found !== undefined) throw notEmpty(found);
  };
  const isTemporary = path === undefined;
  await refuseTaken();
  let lock: Lock;
  try {
    if ((await disk.listFolder(folder)) !== undefined) await claim(disk, folder);
    await disk.createFolder(join(folder, 'chunks'));
    // Until now another user may have been faster.
    await claimRunDirectory(disk, folder);
    lock = await takeLock(world, folder, signal);
  } catch (error) {
    if (isTemporary) await cleanUpAfter(error, () => disk.removeFolder(folder));
    throw error;
  }
  return openFiles(world, folder, isTemporary, lock, async (open, locked) => {
    await refuseTaken();
    await locked.disk.replaceFile(join(folder, 'run.json'), describeRun(description));
    const state = runState();
    return begin(locked, folder, { description, state, open, lock });
  });
}

/**
 * Opens the folder of a run as an earlier process left it. What was not made durable in order is
 * truncated. Rejects with `RUN_UNKNOWN` if no run was started there, and with `MIGRATION_CHANGED` if it was
 * started with something else than `parts`.
 */
export async function openRunDirectory(
  world: World,
  folder: string,
  parts: Parts,
  signal: AbortSignal,
): Promise<RunDirectory> {
  await readDescription(world.disk, folder);
  await claimRunDirectory(world.disk, folder);
  const lock = await takeLock(world, folder, signal);
  return openFiles(world, folder, false, lock, async (open, locked) => {
    const { disk } = locked;
    const description = await readDescription(disk, folder);
    requireSame(folder, description, parts);
    const state = runState();
    const path = join(folder, 'journal.jsonl');
    if (lock.mayWakeOther) {
      for (const name of GROWING) await disk.renewFile(join(folder, name));
    }
    const isBegun = await disk.isThere(path);
    const wholeTo = isBegun ? await readJournal(disk, path, (entry) => state.apply(entry)) : 0;
    if (state.version !== undefined) checkVersion(path, state.version);
    if (lock.mayWakeOther) state.skipNumbers(lock.number);
    if (state.version === undefined) {
      const trace = await traceOfWork(disk, folder);
      if (trace !== undefined) throw journalLost(path, trace);
    }
    await disk.createFolder(join(folder, 'chunks'));
    return begin(locked, folder, { description, state, open, lock, wholeTo });
  });
}

/** The files of a run beside those in `chunks/`, and what they are written to first. */
const OF_RUN =
  /^(?:(?:run|retry|summary)\.json|(?:journal|rejected|unresolved|retry)\.jsonl|lock\.\d+)(?:\.new)?$/;

/**
 * Lets nobody else into the folder of a run, or read its files. Rejects with `RUN_FOREIGN` if it, or something in it, belongs to another
 * user: what a run names is executed when the run is continued.
 */
export async function claimRunDirectory(disk: Disk, folder: string): Promise<void> {
  const chunks = join(folder, 'chunks');
  await claim(disk, folder, (name) => OF_RUN.test(name));
  if ((await disk.listFolder(chunks)) !== undefined) await claim(disk, chunks, () => true);
}

async function claim(disk: Disk, folder: string, isOwn?: (name: string) => boolean): Promise<void> {
  const foreign = await disk.claimFolder(folder, isOwn);
  if (foreign !== undefined) throw runForeign(foreign);
}

/** Whatever `work` opens is closed again, even if it fails half-way. */
async function openFiles(
  world: World,
  folder: string,
  isTemporary: boolean,
  lock: Lock,
  work: (open: Open, locked: World) => Promise<RunFiles>,
): Promise<RunDirectory> {
  const locked = { ...world, disk: lockedDisk(world.disk, lock.check) };
  const { disk } = locked;
  const files: { close(): Promise<void> }[] = [];
  const close = () =>
    doAll([
      ...files.map((file) => () => file.close()),
      lock.release,
      ...(isTemporary ? [() => world.disk.removeFolder(folder)] : []),
    ]);
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
    await cleanUpAfter(error, close);
    throw error;
  }
}
