import { Readable } from 'node:stream';
import type { Jobs } from '@rowferry/zuora';
import { until } from './until.ts';

/** Stores the rows of a CSV text with one job, which this waits for. */
export async function storeRows(jobs: Jobs, object: string, csv: string): Promise<void> {
  const bytes = Buffer.from(csv);
  const { id } = await jobs.create({ object, operation: 'create' });
  await jobs.upload(id, { sizeBytes: bytes.length, open: () => Readable.from([bytes]) });
  await jobEnd(jobs, id);
}

/** Resolves when a job is over. */
export function jobEnd(jobs: Jobs, id: string): Promise<void> {
  return until('the job is over', async () => (await jobs.get(id)).phase === 'over');
}
