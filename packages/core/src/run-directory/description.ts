import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { RowferryError } from '../contract/errors.ts';
import type { Disk } from '../host/disk.ts';
import { JOURNAL_VERSION } from '../journal/entry.ts';

/** The migration file that a run was started from, as `run.json` contains it. */
export interface MigrationFile {
  readonly path: string;
  /** SHA-256 of the file's bytes, in hex. */
  readonly digest: string;
  /** The text before `${}` was replaced, without literal secrets; absent for a module. */
  readonly text?: string;
}

/** The run whose refused records a retry moves again. */
export interface ParentRun {
  readonly runId: string;
  /** Its directory, absolute. */
  readonly runDir: string;
  /** The fields that the run's migration names; see {@link RunDescription}. */
  readonly fields?: readonly string[];
  /** An edited `rejected.jsonl` that is used in place of the run's own; absolute. */
  readonly rejected?: string;
}

/** What `run.json` contains, except the version. */
export interface RunDescription {
  readonly runId: string;
  readonly object: string;
  readonly operation: string;
  readonly startedAt: string;
  /** The tenant, as the target identifies it; absent until it is known. */
  readonly identity?: string;
  /** The column that the migration names as its key. */
  readonly key?: string;
  readonly migration?: MigrationFile;
  /** The fields that the migration names, and that some record must have. */
  readonly fields?: readonly string[];
  /** Digest of the source's identity when the run began; absent if that is not known. */
  readonly source?: string;
  readonly parent?: ParentRun;
}

/** Digest of what decides how a record becomes a row: a resume must not change it. */
export function shapeOf(shape: {
  readonly columns: object;
  readonly key: string | undefined;
  readonly object: string;
  readonly operation: string;
}): string {
  const { columns, key, object, operation } = shape;
  const text = JSON.stringify([Object.entries(columns), key, object, operation], (_, value) =>
    typeof value === 'bigint' ? `${value}n` : value,
  );
  return createHash('sha256').update(text).digest('hex');
}

/** The bytes of `run.json`. */
export function describeRun(description: RunDescription): Uint8Array {
  return Buffer.from(`${JSON.stringify({ version: JOURNAL_VERSION, ...description })}\n`);
}

/** Reads `run.json`; rejects with `RUN_UNKNOWN` if there is none, or one of another version. */
export async function readDescription(disk: Disk, folder: string): Promise<RunDescription> {
  if (!(await disk.listFolder(folder))?.has('run.json')) {
    const message = `${folder} contains no run; name the directory that the run printed`;
    throw new RowferryError('RUN_UNKNOWN', message);
  }
  const path = join(folder, 'run.json');
  const text = Buffer.from(await disk.readFile(path)).toString();
  const { version, ...description } = parsed(path, text);
  checkVersion(path, version);
  return description;
}

/** Rejects a file of a run that another version of Rowferry wrote. */
export function checkVersion(path: string, version: number): void {
  if (version === JOURNAL_VERSION) return;
  throw new RowferryError(
    'RUN_UNKNOWN',
    `${path} was written by another version of Rowferry (format ${version}; this version knows format ${JOURNAL_VERSION}); continue the run with that version`,
  );
}

function parsed(path: string, text: string): RunDescription & { readonly version: number } {
  let cause: unknown;
  try {
    const value = JSON.parse(text);
    if (typeof value?.version === 'number') return value;
  } catch (error) {
    cause = error;
  }
  throw new RowferryError('RUN_UNKNOWN', `${path} is damaged; restore it from a copy`, { cause });
}
