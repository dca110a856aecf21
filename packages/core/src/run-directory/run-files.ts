import { join } from 'node:path';
import { type ChunkStore, chunkStore } from '../chunks/store.ts';
import type { Summary } from '../contract/summary.ts';
import type { DiskFile } from '../host/disk.ts';
import type { World } from '../host/world.ts';
import { JOURNAL_VERSION } from '../journal/entry.ts';
import { type Journal, journalIn } from '../journal/journal.ts';
import { readJournal } from '../journal/reader.ts';
import type { RunState } from '../journal/run-state.ts';
import { checkFiles } from './check-files.ts';
import { describeRun, type RunDescription } from './description.ts';
import type { Lock } from './lock.ts';

/** What a run keeps in its folder. */
export interface RunFiles {
  readonly path: string;
  readonly chunks: ChunkStore;
  /** Its disk changes nothing once another process has taken over. */
  readonly world: World;
  readonly description: RunDescription;
  readonly journal: Journal;
  readonly rejected: DiskFile;
  readonly unresolved: DiskFile;
  /** Notes in `run.json` which tenant the run is for. */
  setIdentity(identity: string): Promise<void>;
  writeSummary(summary: Summary): Promise<void>;
  /** Returns which of these jobs the run created. */
  ownJobs(ids: ReadonlySet<string>): Promise<ReadonlySet<string>>;
}

/** Opens a file of the run, truncated to `sizeBytes`; what `use` returns is closed with the run. */
export type Open = <T extends { close(): Promise<void> }>(
  name: string,
  sizeBytes: number,
  use: (file: DiskFile) => T,
) => Promise<T>;

/** Opens the files of a run; begins its journal if it has no whole line yet. */
export async function begin(
  world: World,
  folder: string,
  given: {
    readonly description: RunDescription;
    readonly state: RunState;
    readonly open: Open;
    readonly lock: Lock;
    readonly wholeTo?: number;
  },
): Promise<RunFiles> {
  const { description, state, open, lock, wholeTo = 0 } = given;
  const asIs = (file: DiskFile) => file;
  const rejected = await open('rejected.jsonl', state.rejectedBytes, asIs);
  const unresolved = await open('unresolved.jsonl', state.unresolvedBytes, asIs);
  const journal = await open('journal.jsonl', wholeTo, (file) =>
    journalIn(file, state, lock.check),
  );
  const chunks = chunkStore(world.disk, join(folder, 'chunks'), lock.number, () =>
    state.nextNumber(),
  );
  await checkFiles(chunks, state);
  await world.disk.syncFolder(folder);
  if (state.version === undefined) {
    const { runId } = description;
    await journal.append({ type: 'run', version: JOURNAL_VERSION, runId });
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
    setIdentity: (identity) =>
      world.disk.replaceFile(join(folder, 'run.json'), describeRun({ ...description, identity })),
    writeSummary: (summary) =>
      world.disk.replaceFile(
        join(folder, 'summary.json'),
        Buffer.from(`${JSON.stringify(summary, undefined, 2)}\n`),
      ),
  };
}
