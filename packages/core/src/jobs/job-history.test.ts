import { expect, it } from 'vitest';
import { jobsSince } from './job-history.ts';
import { jobsWith } from './jobs.fixture.ts';
import { requestsTo } from './requests.ts';

const NEVER = new AbortController().signal;
const ATTEMPTS = { attemptsMax: 3, retryDeadlineSeconds: 900 };

/** The ids that are read of pages whose jobs were created at these times, back to the time 100. */
async function read(...pages: readonly (readonly number[])[]): Promise<string[]> {
  const { world, target } = await jobsWith();
  target.list = async ({ cursor = '0' }) => {
    const page = Number(cursor);
    const jobs = (pages[page] ?? []).map((time) => ({
      ...{ id: String(time), phase: 'over', result: 'completed', status: 'completed' },
      ...{ object: 'o', operation: 'create' },
      createdAt: new Date(time).toISOString(),
    }));
    return { jobs: jobs as never, ...(page + 1 < pages.length && { cursor: String(page + 1) }) };
  };
  const ids: string[] = [];
  for await (const { id } of jobsSince(requestsTo(target, ATTEMPTS, world, NEVER), 100))
    ids.push(id);
  return ids;
}

it('stops behind the oldest job that is asked for, as long as the list is newest first', async () => {
  expect(await read([300, 200], [150, 90], [80, 70])).toEqual(['300', '200', '150', '90']);
});

it('reads to the end of a list that turns out not to be in that order', async () => {
  expect(await read([200, 300], [150, 90], [80, 250])).toEqual([
    '200',
    '300',
    '150',
    '90',
    '80',
    '250',
  ]);
});
