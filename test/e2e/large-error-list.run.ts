import { migrate, type Verdict } from '@rowferry/core';
import { type LazyErrors, lazyErrorsTarget } from '../world/lazy-errors-target.ts';

/** Runs in a process of its own, and prints what its test asserts. */
const ROWS = 100_000;
/** Shares no factor with the number of rows, so that its multiples meet every row. */
const STEP = 61_803;

const LISTS: Record<string, LazyErrors> = {
  'long echoes': { count: ROWS, paddingBytes: 2_000, rowOf: (place) => (place * STEP) % ROWS },
  'many errors': { count: 10 * ROWS, paddingBytes: 0, rowOf: (place) => place % ROWS },
};

const list = LISTS[process.argv[2] ?? ''];
if (list === undefined) throw new Error('name a list');

function* records(): Generator<{ n: number }> {
  for (let n = 0; n < ROWS; n++) yield { n };
}

let wrong = 0;
let told = 0;
let errors = 0;
const check = (verdict: Verdict) => {
  told++;
  if (verdict.verdict !== 'rejected') {
    wrong++;
    return;
  }
  errors += verdict.errors.length;
  const meant = `row ${verdict.position} is refused at `;
  const places = verdict.errors.map(({ message = '' }) =>
    message.startsWith(meant) ? Number(message.slice(meant.length)) : Number.NaN,
  );
  const inOrder = places.every((place, index) => index === 0 || place > (places[index - 1] ?? 0));
  if (!inOrder || places.some(Number.isNaN) || verdict.row !== verdict.position + 2) wrong++;
};

const summary = await migrate(records(), {
  columns: { n__c: 'n' },
  target: lazyErrorsTarget(list),
  jobs: { maxRows: ROWS, errorsLagSeconds: 0 },
  plugins: [{ name: 'check', onVerdicts: (some) => some.forEach(check) }],
});
const peakMb = Math.round(process.resourceUsage().maxRSS / 1024);
process.stdout.write(
  `${JSON.stringify({ wrong, told, errors, rejected: summary.records.rejected, peakMb })}\n`,
);
