import { describe, expect, it } from 'vitest';
import { LOST, run } from './run.ts';

describe('an upload', () => {
  it('whose answer was lost is checked, and is not sent again if the job has the file', async () => {
    const { summary, target } = await run(
      { upload: { lose: (call) => (call === 1 ? LOST : undefined) } },
      { rows: 1 },
    );
    expect(summary.records.loaded).toBe(1);
    expect(target.calls.filter((call) => call.startsWith('upload'))).toHaveLength(1);
  });

  it('that never arrived is sent again to the same job', async () => {
    const { summary, target } = await run(
      { upload: { refuse: (call) => (call < 3 ? LOST : undefined) } },
      { rows: 1 },
    );
    expect(summary.records.loaded).toBe(1);
    expect(target.calls.filter((call) => call === 'upload job-1')).toHaveLength(3);
    expect(target.jobs.size).toBe(1);
  });

  it('that is refused for good frees its slot', async () => {
    const { code, statuses } = await run(
      { upload: { refuse: () => ({ answer: 'refused', meaning: 'lasting', status: 403 }) } },
      { rows: 1 },
    );
    expect(code).toBe('UPLOAD_REFUSED');
    expect(statuses).toEqual(['cancelled']);
  });

  it('that is refused for its size is halved until it is accepted, and no row is rejected', async () => {
    const { summary } = await run(
      {
        upload: {
          refuse: (call) =>
            call <= 2 ? { answer: 'refused', meaning: 'too-large', status: 413 } : undefined,
        },
      },
      { rows: 8, jobs: { maxRows: 8 } },
    );
    expect(summary.records).toMatchObject({ loaded: 8, rejected: 0 });
  });
});
