// One migration of a size, whose rows are all refused or in doubt, or whose columns are all wrong. Prints the CPU time that it took.
import { migrate, parseExact } from '@rowferry/core';
import { refusingTarget } from '../refusing-target.mjs';

const [subject, size, runDir] = process.argv.slice(2);
const NAMES = Array.from({ length: 12 }, (_, index) => `c${index}`);
const JOBS = { errorsLagSeconds: 0, lookupLagSeconds: 0, maxRows: 1_000_000 };

/** For each subject: the records, what the target says of each row, and more options. */
const subjects = {
  // Each echo leaves out other cells, and no error has a number.
  echoes: (count) => ({
    records: Array.from({ length: count }, (_, n) => ({
      key: `K${n}`,
      ...Object.fromEntries(NAMES.map((name, bit) => [name, hasBit(n, bit) ? `v${n % 97}` : ''])),
    })),
    itemOf: (row) => ({
      code: 1,
      message: 'no',
      record: Object.fromEntries(Object.entries(row).filter(([, cell]) => cell !== '')),
    }),
    expected: 'rejected',
  }),
  // Every row has the same key, and none of them is known to be stored.
  'one-key': (count) => ({
    records: Array.from({ length: count }, (_, n) => ({ key: 'N/A', n })),
    itemOf: () => undefined,
    ending: { result: 'failed' },
    key: 'key',
    expected: 'unresolved',
  }),
  // The size is how many places each number has.
  digits: (places) => ({
    records: Array.from({ length: 20 }, (_, n) => {
      const digits = `${n + 1}${'0'.repeat(places)}1`;
      return parseExact(
        `{"key":"K${n + 10}","whole":${digits},"part":0.${digits},"text":"${digits}x"}`,
      );
    }),
    itemOf: ({ key, whole, part, text }) => ({
      code: 1,
      message: 'no',
      record: { key, text, ...parseExact(`{"whole":${whole},"part":${part}}`) },
    }),
    expected: 'rejected',
  }),
  // Every column names a field that is in no record.
  names: (count) => {
    const names = Array.from({ length: count }, (_, n) => `legacy_column_number_${n}`);
    const fields = Object.fromEntries(names.map((name) => [name, 1]));
    const columns = Object.fromEntries(names.map((name) => [name, `x_${name}`]));
    return { records: [fields], columns, itemOf: () => undefined, expected: 'FIELD_UNKNOWN' };
  },
};

function hasBit(n, bit) {
  return ((Math.imul(n, 2654435761) >>> (bit + 5)) & 1) === 1;
}

const started = process.cpuUsage();
const {
  records,
  columns = Object.fromEntries(Object.keys(records[0]).map((name) => [name, name])),
  itemOf,
  ending,
  key,
  expected,
} = subjects[subject](Number(size));
const target = refusingTarget({ itemOf, ending });
const counts = await migrate(records, { columns, target, key, jobs: JOBS, runDir }).then(
  (summary) => summary.records,
  ({ code }) => ({ read: records.length, [code]: records.length }),
);
const { user, system } = process.cpuUsage(started);
const figures = {
  records: counts.read,
  cpuSeconds: (user + system) / 1e6,
  asExpected: counts[expected] / counts.read,
};
process.stdout.write(`${JSON.stringify(figures)}\n`);
