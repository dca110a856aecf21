import { join } from 'node:path';
import type { ChunkStore } from '../chunks/store.ts';
import type { Disk } from '../host/disk.ts';
import { fileLost } from '../host/lost-files.ts';
import type { RunState } from '../journal/run-state.ts';
import { type Need, needsOfChunk, needsOfSegment } from './file-needs.ts';

/**
 * Compares the chunk files on disk with the state of a run. Files that the run still needs must exist;
 * files that no line of the journal names are removed.
 */
export async function checkFiles(store: ChunkStore, state: RunState): Promise<void> {
  const { disk, folder, keysPath } = store;
  const sizes = (await disk.listFolder(folder)) ?? new Map<string, number>();
  const isOver = state.ended?.status === 'completed';
  const known = new Set(isOver ? [] : [keysPath]);
  // Plugins may have been notified of a segment's local verdicts while its rows still wait.
  for (const [number, { settled }] of state.chunks) {
    const { rejected: _, skipped: __, ...own } = store.paths(number);
    for (const path of Object.values(own)) known.add(path);
    if (settled?.resolved !== undefined) known.add(store.paths(settled.resolved).resolved);
  }
  for (const number of state.segments.keys()) {
    const { rejected, skipped } = store.paths(number);
    known.add(rejected).add(skipped);
  }
  const sizeAt = (path: string) => sizes.get(path.slice(folder.length + 1)) ?? 0;
  const needs: Need[] = [
    ...[...state.chunks.values()].flatMap((open) => needsOfChunk(store, open)),
    ...[...state.segments.values()].flatMap((open) => needsOfSegment(store, open)),
    ...(isOver ? [] : [{ path: keysPath, least: state.keysBytes }]),
  ];
  for (const { path, least, exactly } of needs) {
    const size = sizeAt(path);
    const isLost = exactly === undefined ? size < least : size !== exactly;
    if (isLost) throw fileLost(path, size, exactly ?? least, waitingJobs(state));
  }
  for (const name of sizes.keys()) {
    const path = join(folder, name);
    if (!known.has(path)) await disk.removeFile(path);
  }
}

/** Jobs that occupy a slot although nothing works on them. */
function waitingJobs({ chunks }: RunState): string[] {
  return [...chunks.values()].flatMap(({ job }) =>
    job === undefined || job.isTaken || job.ended ? [] : [job.id],
  );
}

/** Finds a file in a folder that has the name of a file of a run. */
export async function fileOfRun(disk: Disk, folder: string): Promise<string | undefined> {
  return await firstFile(disk, folder, () => true);
}

/** Finds a file in the folder of a run that cannot exist before the first line of the journal does. */
export async function traceOfWork(disk: Disk, folder: string): Promise<string | undefined> {
  return await firstFile(disk, folder, (name, bytes) => bytes > 0 || !OPENED.includes(name));
}

/** A run opens these, empty, before it writes the first line of its journal. */
const OPENED = ['rejected.jsonl', 'unresolved.jsonl'];
const OTHERS = ['summary.json', 'retry.json', 'retry.jsonl'];

async function firstFile(
  disk: Disk,
  folder: string,
  counts: (name: string, bytes: number) => boolean,
): Promise<string | undefined> {
  const sizes = (await disk.listFolder(folder)) ?? new Map<string, number>();
  const chunks = [...((await disk.listFolder(join(folder, 'chunks')))?.keys() ?? [])];
  const names = [
    ...[...OPENED, ...OTHERS].filter(
      (name) => sizes.has(name) && counts(name, sizes.get(name) ?? 0),
    ),
    ...chunks.map((name) => join('chunks', name)),
  ];
  return names[0] && join(folder, names[0]);
}
