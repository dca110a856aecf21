import { join } from 'node:path';
import { RowferryError } from '../contract/errors.ts';
import type { Disk } from '../host/disk.ts';
import { JOURNAL_VERSION } from '../journal/entry.ts';
import type { Digests } from './digests.ts';

/** The migration file that a run was started from, as `run.json` contains it. */
export interface MigrationFile {
  /** Absolute. */
  readonly path: string;
  /** From the run directory, in case both were moved together. */
  readonly relative: string;
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
  /** Digest of the source's identity when the run began, with the run's id as its salt; absent if that is not known. */
  readonly source?: string;
  /** What decides the rows and the verdicts of the run, with the run's id as their salt. */
  readonly digests: Digests;
  /** The columns in the order of the header. */
  readonly header: readonly string[];
  readonly parent?: ParentRun;
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

function isWhole(value: unknown): boolean {
  const names = ['version', 'runId', 'digests', 'header'];
  return typeof value === 'object' && value !== null && names.every((name) => name in value);
}

function parsed(path: string, text: string): RunDescription & { readonly version: number } {
  let cause: unknown;
  try {
    const value = JSON.parse(text);
    const isOther = typeof value?.version === 'number' && value.version !== JOURNAL_VERSION;
    if (isOther || isWhole(value)) return value;
  } catch (error) {
    cause = error;
  }
  throw new RowferryError('RUN_UNKNOWN', `${path} is damaged; restore it from a copy`, { cause });
}
