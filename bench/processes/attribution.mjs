// One job whose rows are all refused, each error with an echo of its record. Prints the CPU time from the call for the
// list until the first verdict, and that of JSON.parse of the same text.
import { migrate } from '@rowferry/core';
import { zuora } from '@rowferry/zuora';
import { columns, legacyRecord } from '../legacy.mjs';

const [runDir, baseUrl, count] = process.argv.slice(2);
const PARSED_TIMES = 5;

const target = zuora({ baseUrl, token: 'bench', object: 'Vehicle', operation: 'create' });
let before;
let attributed;
let jobId;
const outcomes = (id, options) => {
  jobId = id;
  before ??= process.cpuUsage();
  return target.outcomes(id, options);
};
const verdicts = {
  name: 'verdicts',
  onVerdicts() {
    attributed ??= process.cpuUsage(before);
  },
};
const { records } = await migrate(
  Array.from({ length: Number(count) }, (_, id) => legacyRecord(id)),
  {
    ...{ columns, target: { ...target, outcomes }, runDir, plugins: [verdicts] },
    jobs: { errorsLagSeconds: 0, maxRows: Number(count) },
  },
);
const response = await fetch(`${baseUrl}/objects/jobs/${jobId}/errors`, {
  headers: { Authorization: 'Bearer bench' },
});
const text = await response.text();
const parsed = [];
for (let time = 0; time < PARSED_TIMES; time++) {
  const started = process.cpuUsage();
  JSON.parse(text);
  parsed.push(secondsOf(process.cpuUsage(started)));
}
const figures = {
  records: records.rejected,
  listBytes: Buffer.byteLength(text),
  cpuSeconds: secondsOf(attributed),
  parseSeconds: Math.min(...parsed),
};
process.stdout.write(`${JSON.stringify(figures)}\n`);
process.exit();

function secondsOf({ user, system }) {
  return (user + system) / 1e6;
}
