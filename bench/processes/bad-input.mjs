// A migration whose records are all good, or all bad in one way. Prints the CPU time that it took.
import { migrate } from '@rowferry/core';
import { csv } from '@rowferry/source-csv';
import { jsonl } from '@rowferry/source-jsonl';
import { postgres } from '@rowferry/source-postgres';
import { badInput } from '../bad-records.mjs';
import { discardingTarget } from '../discarding-target.mjs';
import { columns, legacyRecord } from '../legacy.mjs';

const [kind, how, runDir, count, where] = process.argv.slice(2);
const { change = (record) => record, options } = badInput[kind][how] ?? {};

function* records() {
  for (let id = 0; id < Number(count); id++) yield change(legacyRecord(id));
}

const sources = {
  csv: () => csv({ path: where, json: 'owner', ...options }),
  jsonl: () => jsonl({ path: where, ...options }),
  postgres: () => postgres({ connection: where, table: 'input', ...options }),
  records,
};

const jobs = { errorsLagSeconds: 0 };
const source = sources[kind]();
const started = process.cpuUsage();
const result = await migrate(source, { columns, target: discardingTarget(), runDir, jobs });
const { user, system } = process.cpuUsage(started);
const { read, rejected } = result.records;
const figures = { records: read, rejected, cpuSeconds: (user + system) / 1e6 };
process.stdout.write(`${JSON.stringify(figures)}\n`);
