import type { Chunk } from '../chunks/chunk.ts';
import type { InDoubtChunk } from '../chunks/in-doubt.ts';
import type { SourceMark } from '../chunks/source-mark.ts';
import type { JournalEntry, SettledEntry } from './entry.ts';
import { createsAfter, withJobEntry } from './job-changes.ts';
import type { JobEntry } from './job-entry.ts';
import type { OpenChunk, OpenCreate } from './open-chunk.ts';
import type { OpenSegment, RunState } from './run-state.ts';
import { type SentRequests, withSent } from './sent-requests.ts';
import { counter, type Tally } from './tally.ts';

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
  version: number | undefined;
  isSpooled = false;
  source: SourceMark = { to: 0, isRead: false };
  creates: readonly OpenCreate[] = [];
  hasChunk = false;
  unseenFields: readonly string[] = [];
  readonly logins = new Set<string>();
  announced = 0;
  dates: RunState['dates'];
  refuted: readonly string[] = [];
  countsStored = false;
  resubmits = 0;
  keysBytes = 0;
  rejectedBytes = 0;
  unresolvedBytes = 0;
  sentRequests: readonly SentRequests[] = [];
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

  skipNumbers(holder: number): void {
    this.#number += holder * UNJOURNALED_MAX;
  }

  nextNumber(): number {
    return ++this.#number;
  }

  apply(entry: JournalEntry): void {
    this.ended = undefined;
    switch (entry.type) {
      case 'run':
        this.version = entry.version;
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
      case 'requests':
        this.sentRequests = withSent(this.sentRequests, entry);
        return;
      case 'ended-run':
        this.ended = entry;
        return;
      default:
        this.#job(entry);
    }
  }

  #segment({ type: _, unseen = [], ...segment }: Extract<JournalEntry, { type: 'segment' }>): void {
    const { number, from, to, rows, bytes, checkpoint, digest, total } = segment;
    this.#number = Math.max(this.#number, number);
    this.source = {
      to,
      isRead: false,
      ...(checkpoint !== undefined && { checkpoint }),
      ...(digest !== undefined && { digest }),
      ...(total !== undefined && { total }),
    };
    this.keysBytes = segment.keysBytes ?? this.keysBytes;
    this.unseenFields = unseen;
    this.#tally.read(to - from);
    if (segment.rejected + segment.skipped > 0) this.segments.set(number, { segment });
    if (rows === 0) return;
    this.hasChunk = true;
    this.#add({ number, rows, bytes });
  }

  #add(chunk: Chunk, inDoubt?: InDoubtChunk): void {
    this.#number = Math.max(this.#number, chunk.number);
    this.chunks.set(chunk.number, { chunk, ...(inDoubt && { inDoubt }) });
  }

  #job(entry: JobEntry): void {
    if (entry.type === 'creating') this.announced++;
    this.creates = createsAfter(this.creates, entry, this.announced);
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
      if (entry.createdBy !== undefined) this.logins.add(entry.createdBy);
      this.dates = entry.dates ?? this.dates;
    }
    if (entry.type === 'uploaded') this.#tally.uploaded(open.chunk.bytes);
    if (entry.type !== 'ended' && entry.type !== 'unused') return;
    this.#tally.ended(entry.result);
    if (entry.result === 'vanished') this.vanished.add(entry.job);
  }

  #settled(entry: SettledEntry): void {
    const { chunk, job, rejectedBytes, unresolvedBytes, inDoubt, again = [], resolved } = entry;
    const settled = {
      of: entry.of,
      rejectedFrom: this.rejectedBytes,
      unresolvedFrom: this.unresolvedBytes,
      rejectedBytes,
      unresolvedBytes,
      again,
      ...(job !== undefined && { job }),
      ...(inDoubt !== undefined && { inDoubt }),
      ...(resolved !== undefined && { resolved }),
    };
    const segment = this.segments.get(chunk);
    const open = this.chunks.get(chunk);
    if (entry.of === 'segment') {
      if (segment !== undefined) this.segments.set(chunk, { ...segment, settled });
    } else if (open !== undefined) this.chunks.set(chunk, { ...open, settled });
    if (inDoubt !== undefined) this.#add(inDoubt, inDoubt);
    for (const one of again) this.#add(one);
    this.#number = Math.max(this.#number, resolved ?? 0);
    this.resubmits += again.length;
    this.rejectedBytes = rejectedBytes;
    this.unresolvedBytes = unresolvedBytes;
    this.refuted = entry.refuted ?? this.refuted;
    this.countsStored = entry.countsStored ?? this.countsStored;
    this.#tally.settled(entry.counts);
  }
}
