import pLimit from 'p-limit';
import type { Proof, Prove, TenantKnowledge } from '../attribution/proof.ts';
import { rowErrors } from '../attribution/row-errors.ts';
import { ROW_NUMBERINGS } from '../attribution/row-numberings.ts';
import type { Segment } from '../chunks/chunk.ts';
import type { InDoubtChunk } from '../chunks/in-doubt.ts';
import type { ChunkStore } from '../chunks/store.ts';
import { present } from '../contract/assert.ts';
import { cleanedUp } from '../contract/cleanup.ts';
import type { Refusal } from '../contract/verdict.ts';
import type { Hooks } from '../hooks.ts';
import type { DiskFile } from '../host/disk.ts';
import type { Resolution } from '../in-doubt/resolution.ts';
import type { Outcome } from '../jobs/job.ts';
import type { VerdictsOf } from '../journal/entry.ts';
import type { OpenChunk } from '../journal/open-chunk.ts';
import type { RunState } from '../journal/run-state.ts';
import type { RunDirectory } from '../run-directory/directory.ts';
import { notifierOf } from './notify.ts';
import { settleInDoubt } from './settle-in-doubt.ts';
import { settleLocal } from './settle-local.ts';
import { type Settling, settleRows } from './settle-rows.ts';
import type { Written } from './verdict-writer.ts';

/** Makes verdicts durable, one settling at a time, and then notifies plugins of them. */
export interface Ledger {
  /** Settles the local verdicts of a segment: those that need no target. */
  settleSegment(segment: Segment): Promise<void>;
  /** Proves and settles the rows of a chunk whose job has ended; returns those that have no verdict yet. */
  settleJob(outcome: Outcome): Promise<Unsettled>;
  /** Settles rows in doubt; returns the chunks that are submitted again. */
  settleInDoubt(
    inDoubt: InDoubtChunk,
    resolutions: readonly Resolution[],
  ): Promise<readonly OpenChunk[]>;
  /** Notifies plugins of what an earlier process settled and may not have notified them of. */
  notifyAgain(): Promise<void>;
}

/** Rows of a job that have no verdict yet. */
export interface Unsettled {
  readonly inDoubt: InDoubtChunk | undefined;
  /** Rows that the job never came to. */
  readonly again: readonly OpenChunk[];
}

/** What settling needs in addition to the run directory. */
export interface LedgerParts extends Settling {
  readonly hooks: Hooks;
  readonly prove: Prove;
  readonly known: TenantKnowledge;
}

export function ledgerOf(directory: RunDirectory, parts: LedgerParts): Ledger {
  const { journal } = directory;
  const { state } = journal;
  const { prove, known } = parts;
  const oneAtATime = settlings(directory);
  /** The order matters: result files, journal, and only then hooks. */
  const settle = async (of: VerdictsOf, chunk: number, written: Written, job?: string) => {
    const { rejected, unresolved } = directory;
    const { counts, inDoubt, again, resolved } = written;
    await journal.append({
      type: 'settled',
      of,
      chunk,
      ...(job !== undefined && { job }),
      rejectedBytes: rejected.sizeBytes,
      unresolvedBytes: unresolved.sizeBytes,
      counts,
      ...(inDoubt !== undefined && { inDoubt }),
      ...(again !== undefined && { again }),
      ...(resolved !== undefined && { resolved }),
      refuted: [...known.refuted],
      countsStored: known.countsStored,
    });
  };
  const { notifySegment, notifyChunk } = notifierOf(directory, parts.hooks);
  const settleSegment = async (segment: Segment) => {
    if (segment.rejected + segment.skipped === 0) return;
    await oneAtATime(async () => {
      const written = await settleLocal(segment, directory);
      await settle('segment', segment.number, written);
      await notifySegment(present(state.segments.get(segment.number), 'the segment'));
    });
  };
  const againOf = ({ again = [] }: Written) => again.map(({ number }) => openChunk(number));
  const openChunk = (number: number) => present(state.chunks.get(number), `chunk ${number}`);
  return {
    settleSegment,
    async settleJob(outcome) {
      const { chunk, job, refused } = outcome;
      const proof =
        refused === undefined
          ? await prove(chunk, job)
          : await refusedForSize(outcome, refused, directory.chunks);
      const settleProven = async () => {
        const written = await settleRows(chunk, job, proof, directory, parts);
        await settle('job', chunk.number, written, job.id);
        await notifyChunk(openChunk(chunk.number));
        return { inDoubt: written.inDoubt, again: againOf(written) };
      };
      const close = async () => await proof.attributed?.proven.close();
      return await oneAtATime(() => cleanedUp(settleProven, close));
    },
    settleInDoubt: (inDoubt, resolutions) =>
      oneAtATime(async () => {
        const written = await settleInDoubt(inDoubt, resolutions, directory, parts);
        await settle('in-doubt', inDoubt.number, written);
        await notifyChunk(openChunk(inDoubt.number));
        return againOf(written);
      }),
    async notifyAgain() {
      for (const segment of [...state.segments.values()]) {
        if (segment.settled === undefined) await settleSegment(segment.segment);
        else await notifySegment(segment);
      }
      for (const open of [...state.chunks.values()]) {
        if (open.settled !== undefined) await notifyChunk(open);
      }
    },
  };
}

export function knownOfTenant({ refuted, countsStored }: RunState): TenantKnowledge {
  return {
    refuted: new Set(ROW_NUMBERINGS.filter((numbering) => refuted.includes(numbering))),
    countsStored,
  };
}

/** Runs one settling at a time; lines that a failed one left are truncated before the next one. */
function settlings({ rejected, unresolved, journal }: RunDirectory) {
  const { state } = journal;
  const oneAtATime = pLimit(1);
  return <T>(work: () => Promise<T>): Promise<T> =>
    oneAtATime(async () => {
      await truncateTo(rejected, state.rejectedBytes);
      await truncateTo(unresolved, state.unresolvedBytes);
      return await work();
    });
}

async function truncateTo(file: DiskFile, sizeBytes: number): Promise<void> {
  if (file.sizeBytes > sizeBytes) await file.truncate(sizeBytes);
}

/** The proof for a chunk of one row that the target refused because of its size. */
async function refusedForSize(
  { chunk }: Outcome,
  refusal: Refusal,
  store: ChunkStore,
): Promise<Proof> {
  const { attributed } = store.paths(chunk.number);
  const proven = await rowErrors(store.disk, attributed, 1);
  await proven.add(0, { ...refusal, meaning: 'lasting' });
  return { attributed: { proven, unattributed: 0, isInDoubt: () => false } };
}
