import type { SourceRecord, Summary, Verdict } from '@rowferry/core';
import type { Tenant } from '@rowferry/simulator';
import type { SourceItem } from '../cases/case-source.ts';
import type { SeededCase } from '../cases/seeded-case.ts';
import type { Intrusion } from './intruder.ts';

export const RUN_DIR = '/run';

/** A whole run with all its processes, and everything that shows whether it was right. */
export interface RunResult {
  readonly seeded: SeededCase;
  readonly tenant: Tenant;
  /** Another tenant, to which the run does not belong. */
  readonly strayTenant: Tenant;
  /** The records of the source. `n` is the first position at which the record occurs. */
  readonly records: readonly SourceRecord[];
  /** What the source yields: the records, some replaced by lines that cannot be read. */
  readonly items: readonly SourceItem[];
  /** The verdicts that plugins were notified of, by position. */
  readonly verdicts: ReadonlyMap<number, Verdict>;
  /** Everything on the disk, by path. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** Its processes, one after the other. The last one shows how the run ended. */
  readonly processes: readonly ProcessResult[];
  readonly ending: Ending;
  readonly intrusion: Intrusion | undefined;
  /** The process that resumed the run once more after it had completed. */
  readonly resumedAgain: ProcessResult | undefined;
  /** Jobs of another program with the same login. */
  readonly sameLoginJobs: readonly string[];
  /** By the time that the machine was awake, as `endedAt` of a process. */
  readonly abortedAt: number | undefined;
  readonly requests: number;
  /** How many look-ups failed. */
  readonly failedLookUps: number;
  /** The uploaded files, by job id. */
  readonly uploads: ReadonlyMap<string, Uint8Array>;
  /** Faults observed during the run: hangs, leaks, unhandled errors. */
  readonly mishaps: readonly string[];
  readonly trace: readonly string[];
}

/** The result of one process. */
export interface ProcessResult {
  readonly entry: 'migrate' | 'resume';
  readonly ending: Ending;
  readonly endedAt: number;
  /** Whether the source changed before this process, which must notice. */
  readonly hasChangedSource: boolean;
  /** Whether this process was given another tenant, which it must notice. */
  readonly isStray: boolean;
  /** Whether the tenant had no slot when it last answered a create, nor at the end. */
  readonly hadNoSlot: boolean;
  /** How many requests the run had sent before. */
  readonly requestsBefore: number;
}

export interface Ending {
  readonly status:
    | 'completed'
    | 'stopped'
    | 'interrupted'
    /** It failed before the run started. */
    | 'refused'
    | 'threw'
    | 'died'
    | 'hung';
  /** As it was returned. The judges also read the file. */
  readonly summary?: Summary;
  readonly error?: unknown;
}
