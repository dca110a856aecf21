import type { SourceRecord, Summary, Verdict } from '@rowferry/core';
import type { Tenant } from '@rowferry/simulator';
import type { SourceItem } from '../cases/case-source.ts';
import type { SeededCase } from '../cases/seeded-case.ts';
import type { Intrusion } from './intruder.ts';

export const RUN_DIR = '/run';

/** A whole run, over all its processes, and everything that tells whether it was right. */
export interface Ran {
  readonly seeded: SeededCase;
  readonly tenant: Tenant;
  /** As the source holds them; `n` of each is the first position at which it stands. */
  readonly records: readonly SourceRecord[];
  /** What the source gives: the records, but for lines that cannot be read. */
  readonly items: readonly SourceItem[];
  /** What was told of each record, by position. */
  readonly verdicts: ReadonlyMap<number, Verdict>;
  /** Everything on the disk, by path. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** Its processes, one after the other; the last tells how the run ended. */
  readonly lives: readonly Lived[];
  readonly ending: Ending;
  readonly intrusion: Intrusion | undefined;
  /** The summary that a completed run gave when it was resumed once more. */
  readonly again: Lived | undefined;
  /** Jobs that the other program with the same login created. */
  readonly sameLoginJobs: readonly string[];
  readonly abortedAt: number | undefined;
  readonly requests: number;
  /** Look-ups that the tenant did not answer with what it found. */
  readonly failedLookUps: number;
  /** The file that came with each job; by the id of the job. */
  readonly uploads: ReadonlyMap<string, Uint8Array>;
  /** What was seen to go wrong while it ran: hangs, leaks, errors that nobody handled. */
  readonly mishaps: readonly string[];
  readonly trace: readonly string[];
}

/** How one process came out. */
export interface Lived {
  readonly entry: 'migrate' | 'resume';
  readonly ending: Ending;
  readonly endedAt: number;
  /** Whether it read another source than the one before it, and was bound to notice. */
  readonly readOther: boolean;
  /** Requests that the run had sent before. */
  readonly requestsBefore: number;
}

export interface Ending {
  readonly status:
    | 'completed'
    | 'stopped'
    | 'interrupted'
    /** It did not even begin to work. */
    | 'refused'
    | 'threw'
    | 'died'
    | 'hung';
  /** As it was given; the file is looked at by the judges. */
  readonly summary?: Summary;
  readonly error?: unknown;
}
