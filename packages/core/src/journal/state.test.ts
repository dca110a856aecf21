import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JournalEntry } from './entry.ts';
import { runState } from './state.ts';

const COUNTS = { skipped: 0, loaded: 0, rejected: 0, unresolved: 0 };
const SEGMENT = {
  type: 'segment',
  ...{ number: 1, from: 0, to: 10, rows: 7, bytes: 70, rejected: 2, skipped: 1 },
} as const;
const CREATED = { type: 'created', chunk: 1, job: 'a', createdBy: 'us' } as const;
const ENDED = {
  type: 'ended',
  chunk: 1,
  job: 'a',
  result: 'completed',
  endedAt: 1,
} as const;

function after(...entries: readonly JournalEntry[]) {
  const state = runState();
  for (const entry of entries) state.apply(entry);
  return state;
}

function settled(
  of: 'segment' | 'job' | 'in-doubt',
  chunk: number,
  more: object = {},
): JournalEntry {
  return {
    type: 'settled',
    of,
    chunk,
    rejectedBytes: 9,
    unresolvedBytes: 0,
    counts: COUNTS,
    ...more,
  };
}

describe('the state of a run', () => {
  it('contains the chunk and the local verdicts of a segment, and how far the source was read', () => {
    const { source, chunks, segments, records } = after(SEGMENT);
    expect(source).toEqual({ to: 10, isRead: false });
    expect([...chunks.values()]).toEqual([{ chunk: { number: 1, rows: 7, bytes: 70 } }]);
    expect([...segments.keys()]).toEqual([1]);
    expect(records.read).toBe(10);
  });

  it('keeps the rows of a segment and its local verdicts apart, though both have its number', () => {
    const local = settled('segment', 1, { counts: { ...COUNTS, rejected: 2, skipped: 1 } });
    const notified = after(SEGMENT, local, { type: 'notified', of: 'segment', chunk: 1 });
    expect([notified.segments.size, notified.chunks.size]).toEqual([0, 1]);
    const rows = [CREATED, ENDED, settled('job', 1, { job: 'a' })];
    const done = after(SEGMENT, ...rows, { type: 'notified', of: 'job', chunk: 1 });
    expect([done.segments.size, done.chunks.size]).toEqual([1, 0]);
  });

  it('shows whether a job may have its file', () => {
    const at = (...entries: readonly JournalEntry[]) => after(SEGMENT, CREATED, ...entries);
    const uploading: JournalEntry = { type: 'uploading', chunk: 1, job: 'a', at: 5 };
    const jobOf = (state: ReturnType<typeof after>) => state.chunks.get(1)?.job;
    expect(jobOf(at())).toMatchObject({ mayBeTaken: false, isTaken: false });
    expect(jobOf(at(uploading))).toMatchObject({ mayBeTaken: true, isTaken: false, sentAt: 5 });
    const refused = { type: 'upload-refused', chunk: 1, job: 'a', mayBeTaken: false } as const;
    expect(jobOf(at(uploading, refused))).toMatchObject({ mayBeTaken: false });
    expect(jobOf(at(uploading, { type: 'uploaded', chunk: 1, job: 'a' }))?.isTaken).toBe(true);
    expect(jobOf(at({ type: 'unused', chunk: 1, job: 'a', result: 'cancelled' }))).toBeUndefined();
  });

  it('keeps every create open that has no reliable answer', () => {
    const creating = (at: number): JournalEntry => ({
      ...{ type: 'creating', chunk: 1, at, slackMs: 0, isLoginKnown: true },
    });
    const lost = { type: 'create-lost', chunk: 1, at: 1, slackMs: 0 } as const;
    expect(after(creating(1)).creates).toHaveLength(1);
    expect(after(creating(1), { type: 'uncreated', chunk: 1 }).creates).toEqual([]);
    expect(after(creating(1), lost, creating(2), CREATED).creates).toEqual([
      { number: 1, chunk: 1, at: 1, slackMs: 0, isLoginKnown: true },
    ]);
    const accounted = { type: 'accounted', chunk: 1, at: 1 } as const;
    expect(after(creating(1), lost, creating(2), accounted).creates).toMatchObject([{ at: 2 }]);
  });

  it('tells apart two creates of a chunk that were sent at the same time', () => {
    const creating: JournalEntry = {
      ...{ type: 'creating', chunk: 1, at: 1, slackMs: 0, isLoginKnown: true },
    };
    const lost = { type: 'create-lost', chunk: 1, number: 2, at: 1, slackMs: 9 } as const;
    const both = after(creating, creating, lost).creates;
    expect(both.map(({ number, slackMs }) => [number, slackMs])).toEqual([
      [1, 0],
      [2, 9],
    ]);
    const accounted = { type: 'accounted', chunk: 1, number: 1, at: 1 } as const;
    expect(after(creating, creating, accounted).creates).toMatchObject([{ number: 2 }]);
  });

  it('keeps rows in doubt, and rows that are submitted again, as chunks', () => {
    const inDoubt = { number: 2, rows: 3, bytes: 30, because: { code: 'JOB_FAILED', reason: '' } };
    const first = settled('job', 1, { job: 'a', inDoubt });
    const again = [{ number: 3, rows: 2, bytes: 20 }];
    const state = after(SEGMENT, CREATED, ENDED, first, settled('in-doubt', 2, { again }));
    expect([...state.chunks.keys()]).toEqual([1, 2, 3]);
    expect(state.chunks.get(2)?.inDoubt?.because.code).toBe('JOB_FAILED');
    expect(state.resubmits).toBe(1);
  });

  it('returns numbers that no chunk has', () => {
    const number = fc.integer({ min: 1, max: 10_000 });
    fc.assert(
      fc.property(fc.array(number, { minLength: 1 }), (numbers) => {
        const state = after(...numbers.map((one): JournalEntry => ({ ...SEGMENT, number: one })));
        const next = state.nextNumber();
        expect(next).toBeGreaterThan(Math.max(...numbers));
        state.skipNumbers(1);
        expect(state.nextNumber()).toBeGreaterThan(next + 999);
        const later = after(...numbers.map((one): JournalEntry => ({ ...SEGMENT, number: one })));
        later.skipNumbers(2);
        // An earlier holder may have used a thousand numbers and journaled none.
        expect(later.nextNumber()).toBeGreaterThan(state.nextNumber() + 900);
      }),
    );
  });
});
