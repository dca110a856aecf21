import { median } from './rounds.mjs';

const PEAK_BYTES_MAX = 250e6;
const GROWTH_MAX = 0.15;

/** One line for each process and size: medians over the rounds, and the speed relative to `base`. */
export function table(results, base = 'plain') {
  const head = ['process', 'records', 'records/s', `to ${base}`, 'CPU µs/record', 'peak MB'];
  const rows = groups(results).map((group) => [
    group[0].name,
    group[0].count.toLocaleString('en'),
    Math.round(median(group.map(speed))).toLocaleString('en'),
    ratioTo(base, group, results).toFixed(2),
    median(group.map((one) => (one.cpuSeconds / one.records) * 1e6)).toFixed(1),
    (median(group.map((one) => one.peakBytes)) / 1e6).toFixed(0),
  ]);
  const lines = [head, head.map(() => '---'), ...rows];
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

/** The bounds that the process `subject` must meet, each with a line of text for people. */
export function checkBounds(results, small, large, subject) {
  const ours = results.filter(({ name }) => name === subject);
  const peaks = (runs) => runs.map(({ peakBytes }) => peakBytes);
  const peak = (wanted) => median(peaks(ours.filter(({ count }) => count === wanted)));
  const highest = Math.max(...peaks(ours));
  const growth = peak(large) / peak(small) - 1;
  return [
    {
      isMet: highest < PEAK_BYTES_MAX,
      text: `peak memory of every run below 250 MB: ${(highest / 1e6).toFixed(0)} MB`,
    },
    {
      isMet: growth <= GROWTH_MAX,
      text: `memory from ${small} to ${large} records within 15 %: ${(growth * 100).toFixed(1)} %`,
    },
  ];
}

function groups(results) {
  const byKey = new Map();
  for (const one of results) {
    const key = `${one.count} ${one.name}`;
    byKey.set(key, [...(byKey.get(key) ?? []), one]);
  }
  return [...byKey.values()];
}

/** Each run is divided by the run of `base` in the same round. */
function ratioTo(base, group, results) {
  return median(
    group.map((one) => {
      const isPair = ({ name, count, round }) =>
        name === base && count === one.count && round === one.round;
      return speed(one) / speed(results.find(isPair));
    }),
  );
}

function speed({ records, seconds }) {
  return records / seconds;
}
