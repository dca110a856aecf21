import { parse } from 'csv-parse/sync';
import { discardingTarget } from './discarding-target.mjs';

/**
 * A target that reads each file into memory. `itemOf` makes an item of its list of errors of each row;
 * `ending` is how a job ends. With a key, a look-up finds every row that was sent.
 */
export function refusingTarget({ itemOf, ending = {} }) {
  const target = discardingTarget();
  const rows = [];
  return {
    ...target,
    async upload(id, file) {
      const blocks = [];
      for await (const block of file.open()) blocks.push(block);
      for (const row of parse(Buffer.concat(blocks), { columns: true })) rows.push(row);
      const job = await target.upload(id, { open: () => [] });
      return { ...job, ...ending };
    },
    get: async (id) => ({ ...(await target.get(id)), ...ending }),
    list: async (query) => {
      const { jobs } = await target.list(query);
      return { jobs: jobs.map((job) => ({ ...job, ...ending })) };
    },
    async *outcomes() {
      for (const [index, row] of rows.entries()) {
        const item = itemOf(row, index);
        if (item !== undefined) yield item;
      }
    },
    async *find(column, values) {
      const wanted = new Set(values);
      for (const row of rows) if (wanted.has(row[column])) yield row;
    },
  };
}
