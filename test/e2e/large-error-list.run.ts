import { migrate, type Verdict } from '@rowferry/core';
import { type LazyErrors, lazyErrorsTarget } from '../world/lazy-errors-target.ts';

/** This program merges each list in its own process, and prints what its test asserts. */
const ROWS = Number(process.argv[2]);
/** Coprime to the number of rows, so that its multiples reach every row. */
const STEP = 12_347;

const LISTS: Record<string, LazyErrors> = {
  'long echoes': { count: ROWS, paddingBytes: 10_000, rowOf: (place) => (place * STEP) % ROWS },
  'many errors': { count: 10 * ROWS, paddingBytes: 300, rowOf: (place) => place % ROWS },
};

function* records(): Generator<{ n: number }> {
  for (let n = 0; n < ROWS; n++) yield { n };
}

/** Counts the verdicts that plugins are notified of, and the wrong ones among them. */
function newCheck() {
  const counts = { wrong: 0, verdicts: 0, errors: 0 };
  const isRight = (verdict: Verdict) => {
    if (verdict.outcome !== 'rejected') return false;
    counts.errors += verdict.errors.length;
    const expected = `row ${verdict.position} is refused at `;
    const places = verdict.errors.map(({ message = '' }) =>
      message.startsWith(expected) ? Number(message.slice(expected.length)) : Number.NaN,
    );
    const inOrder = places.every((place, index) => index === 0 || place > (places[index - 1] ?? 0));
    return inOrder && !places.some(Number.isNaN) && verdict.row === verdict.position + 2;
  };
  const see = (verdict: Verdict) => {
    counts.verdicts += 1;
    if (!isRight(verdict)) counts.wrong += 1;
  };
  return { counts, see };
}

for (const [name, list] of Object.entries(LISTS)) {
  const { counts, see } = newCheck();
  const summary = await migrate(records(), {
    columns: { n__c: 'n' },
    target: lazyErrorsTarget(list),
    jobs: { maxRows: ROWS, errorsLagSeconds: 0 },
    plugins: [{ name: 'check', onVerdicts: (some) => some.forEach(see) }],
  });
  const peakMb = Math.round(process.resourceUsage().maxRSS / 1024);
  const outcome = { ...counts, rejected: summary.records.rejected, peakMb };
  process.stdout.write(`${JSON.stringify({ name, outcome })}\n`);
}
