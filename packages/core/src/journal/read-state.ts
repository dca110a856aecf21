import { join } from 'node:path';
import type { World } from '../host/world.ts';
import type { JournalEntry } from './entry.ts';
import { readJournal } from './reader.ts';
import type { RunState } from './run-state.ts';
import { runState } from './state.ts';

/** Reads the state of a run from its journal alone; calls `onEntry` before each entry is applied. */
export async function readState(
  { disk }: Pick<World, 'disk'>,
  runDir: string,
  onEntry: (entry: JournalEntry, state: RunState) => void = () => {},
): Promise<RunState> {
  const state = runState();
  // A process may have been killed before its journal file existed.
  if (!(await disk.listFolder(runDir))?.has('journal.jsonl')) return state;
  await readJournal(disk, join(runDir, 'journal.jsonl'), (entry) => {
    onEntry(entry, state);
    state.apply(entry);
  });
  return state;
}
