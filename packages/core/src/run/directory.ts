import { join } from 'node:path';
import type { DiskFile } from '../disk.ts';
import { RowferryError } from '../errors.ts';
import type { Summary } from '../summary.ts';
import type { World } from '../world.ts';
import { JOURNAL_VERSION, type Journal, journalIn } from './journal.ts';

/** The migration file that a run was started from, as `run.json` keeps it. */
export interface MigrationFile {
  readonly path: string;
  /** SHA-256 of the file's bytes, in hex. */
  readonly digest: string;
  /** The text before `${}` was replaced, without literal secrets; absent for a module. */
  readonly text?: string;
}

/** The folder that a run owns, opened by the process that works in it. */
export interface RunDirectory {
  readonly path: string;
  readonly chunks: string;
  readonly journal: Journal;
  readonly rejected: DiskFile;
  readonly unresolved: DiskFile;
  writeSummary(summary: Summary): Promise<void>;
  /** Closes all files; removes the folder where the caller asked for none. */
  close(): Promise<void>;
}

/** What `run.json` says besides the run's id and the version. */
export interface RunDescription {
  readonly runId: string;
  readonly object: string;
  readonly operation: string;
  readonly startedAt: string;
  readonly migration?: MigrationFile;
}

/**
 * Creates a run's folder; without `path` a temporary one, which is removed on `close`. When it
 * returns, `run.json` and the journal's first line are durable.
 */
export async function createRunDirectory(
  { disk }: World,
  path: string | undefined,
  description: RunDescription,
): Promise<RunDirectory> {
  const folder = path ?? (await disk.createTemporaryFolder());
  const chunks = join(folder, 'chunks');
  const create = async (name: string): Promise<DiskFile> => {
    const file = await disk.createFile(join(folder, name));
    if (file === undefined) throw runExists(folder);
    return file;
  };
  const write = async (name: string, text: string) => {
    const file = await create(name);
    try {
      await file.append(Buffer.from(text));
      await file.sync();
    } finally {
      await file.close();
    }
    await disk.syncFolder(folder);
  };
  const opened: Pick<DiskFile, 'close'>[] = [];
  const close = async () => {
    const closing = await Promise.allSettled(opened.map((file) => file.close()));
    if (path === undefined) await disk.removeFolder(folder);
    for (const one of closing) if (one.status === 'rejected') throw one.reason;
  };
  const open = async (name: string): Promise<DiskFile> => {
    const file = await create(name);
    opened.push(file);
    return file;
  };
  try {
    await disk.createFolder(chunks);
    await write('run.json', `${JSON.stringify({ version: JOURNAL_VERSION, ...description })}\n`);
    const rejected = await open('rejected.jsonl');
    const unresolved = await open('unresolved.jsonl');
    const journal = journalIn(await create('journal.jsonl'));
    opened.push(journal);
    await disk.syncFolder(folder);
    await journal.append({ type: 'run', version: JOURNAL_VERSION, runId: description.runId });
    return {
      path: folder,
      chunks,
      journal,
      rejected,
      unresolved,
      writeSummary: (summary) =>
        write('summary.json', `${JSON.stringify(summary, undefined, 2)}\n`),
      close,
    };
  } catch (error) {
    await close().catch(() => {}); // the first error is the one to tell
    throw error;
  }
}

function runExists(folder: string): RowferryError {
  return new RowferryError(
    'RUN_EXISTS',
    `${folder} holds a run already; continue it with \`rowferry resume ${folder}\`, or name another --run-dir`,
  );
}
