import type { Chunk, Segment } from '../chunks/chunk.ts';
import type { InDoubtChunk } from '../chunks/in-doubt.ts';
import type { SourceMark } from '../chunks/source-mark.ts';
import { VANISHED } from '../contract/job-status.ts';
import type { JobEntry, JournalEntry, SettledEntry } from './entry.ts';
import { type OpenChunk, type OpenCreate, type Span, withJobEntry } from './open-chunk.ts';
import { counter, type Tally } from './tally.ts';

/** A segment whose local verdicts are not settled yet, or of which plugins were not notified yet. */
export interface OpenSegment {
  readonly segment: Segment;
  readonly settled?: Span;
}

/**
 * Everything that a run knows about itself, computed from its journal. The process that writes the journal
 * and one that resumes from it reach the same state. Its size depends on the work that is unfinished, not
 * on the length of the run.
 */
export interface RunState extends Tally {
  readonly shape: string | undefined;
  /** Whether the records of a retry are in its directory. */
  readonly isSpooled: boolean;
  readonly source: SourceMark;
  /** By number. */
  readonly chunks: ReadonlyMap<number, OpenChunk>;
  readonly segments: ReadonlyMap<number, OpenSegment>;
  readonly creates: readonly OpenCreate[];
  /** Who created the jobs of this run, according to the first answer. */
  readonly login: string | undefined;
  /** Jobs that answered 404 for too long. */
  readonly vanished: ReadonlySet<string>;
  readonly refuted: readonly string[];
  readonly countsStored: boolean;
  /** Chunks that were submitted again. */
  readonly resubmits: number;
  /** Length of the key index that the last segment made durable. */
  readonly keysBytes: number;
  readonly rejectedBytes: number;
  readonly unresolvedBytes: number;
  readonly ended: Extract<JournalEntry, { type: 'ended-run' }> | undefined;
  /** Returns a number that no chunk of the run has. */
  nextNumber(): number;
  /** Skips the numbers that a process may have given to chunks before it could journal them. */
  skipNumbers(): void;
  apply(entry: JournalEntry): void;
}

export function runState(): RunState {
  return new State();
}

/** Far more chunks than can wait for their journal line at the same time. */
const UNJOURNALED_MAX = 1000;

class State implements RunState {
  readonly chunks = new Map<number, OpenChunk>();
  readonly segments = new Map<number, OpenSegment>();
  readonly vanished = new Set<string>();
  readonly #tally = counter();
  #number = 0;
  shape: string | undefined;
  isSpooled = false;
  source: SourceMark = { to: 0, isRead: false };
  creates: readonly OpenCreate[] = [];
  login: string | undefined;
  refuted: readonly string[] = [];
  countsStored = false;
  resubmits = 0;
  keysBytes = 0;
  rejectedBytes = 0;
  unresolvedBytes = 0;
  ended: RunState['ended'];

  get records(): Tally['records'] {
    return this.#tally.records;
  }

  get jobs(): Tally['jobs'] {
    return this.#tally.jobs;
  }

  get bytesUploaded(): number {
    return this.#tally.bytesUploaded;
  }

  skipNumbers(): void {
    this.#number += UNJOURNALED_MAX;
  }

  nextNumber(): number {
    return ++this.#number;
  }

  apply(entry: JournalEntry): void {
    this.ended = undefined;
    switch (entry.type) {
      case 'run':
        this.shape = entry.shape;
        return;
      case 'spooled':
        this.isSpooled = true;
        return;
      case 'segment':
        this.#segment(entry);
        return;
      case 'read':
        this.source = { ...this.source, isRead: true };
        return;
      case 'settled':
        this.#settled(entry);
        return;
      case 'notified':
        if (entry.of === 'segment') this.segments.delete(entry.chunk);
        else this.chunks.delete(entry.chunk);
        return;
      case 'ended-run':
        this.ended = entry;
        return;
      default:
        this.#job(entry);
    }
  }

  #segment({ type: _, ...segment }: Extract<JournalEntry, { type: 'segment' }>): void {
    const { number, from, to, rows, bytes, checkpoint, digest } = segment;
    this.#number = Math.max(this.#number, number);
    this.source = {
      to,
      isRead: false,
      ...(checkpoint !== undefined && { checkpoint }),
      ...(digest !== undefined && { digest }),
    };
    this.keysBytes = segment.keysBytes ?? this.keysBytes;
    this.#tally.read(to - from);
    if (segment.rejected + segment.skipped > 0) this.segments.set(number, { segment });
    if (rows > 0) this.#add({ number, rows, bytes });
  }

  #add(chunk: Chunk, inDoubt?: InDoubtChunk): void {
    this.#number = Math.max(this.#number, chunk.number);
    this.chunks.set(chunk.number, { chunk, ...(inDoubt && { inDoubt }) });
  }

  #job(entry: JobEntry): void {
    this.creates = createsAfter(this.creates, entry);
    const open = this.chunks.get(entry.chunk);
    if (open === undefined) return;
    if (entry.type === 'split') {
      this.chunks.delete(entry.chunk);
      for (const part of entry.into) this.#add(part);
      return;
    }
    this.chunks.set(entry.chunk, withJobEntry(open, entry));
    if (entry.type === 'created') {
      this.#tally.created();
      this.login ??= entry.createdById;
    }
    if (entry.type === 'uploaded') this.#tally.uploaded(open.chunk.bytes);
    if (entry.type !== 'ended' && entry.type !== 'unused') return;
    this.#tally.ended(entry.status);
    if (entry.status === VANISHED) this.vanished.add(entry.job);
  }

  #settled(entry: SettledEntry): void {
    const { chunk, job, rejectedBytes, unresolvedBytes, inDoubt, again = [] } = entry;
    const settled = {
      rejectedFrom: this.rejectedBytes,
      unresolvedFrom: this.unresolvedBytes,
      rejectedBytes,
      unresolvedBytes,
      again,
      ...(job !== undefined && { job }),
      ...(inDoubt !== undefined && { inDoubt }),
    };
    const segment = this.segments.get(chunk);
    const open = this.chunks.get(chunk);
    if (entry.of === 'segment') {
      if (segment !== undefined) this.segments.set(chunk, { ...segment, settled });
    } else if (open !== undefined) this.chunks.set(chunk, { ...open, settled });
    if (inDoubt !== undefined) this.#add(inDoubt, inDoubt);
    for (const one of again) this.#add(one);
    this.resubmits += again.length;
    this.rejectedBytes = rejectedBytes;
    this.unresolvedBytes = unresolvedBytes;
    this.refuted = entry.refuted ?? this.refuted;
    this.countsStored = entry.countsStored ?? this.countsStored;
    this.#tally.settled(entry.counts);
  }
}

function createsAfter(open: readonly OpenCreate[], entry: JobEntry): readonly OpenCreate[] {
  const { chunk } = entry;
  if (entry.type === 'creating') return [...open, { chunk, at: entry.at, slackMs: entry.slackMs }];
  if (entry.type === 'accounted') {
    return open.filter((one) => one.chunk !== chunk || one.at !== entry.at);
  }
  if (entry.type !== 'created' && entry.type !== 'uncreated') return open;
  const last = open.findLast((one) => one.chunk === chunk);
  return open.filter((one) => one !== last);
}
