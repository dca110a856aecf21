/**
 * Runs all subjects in each round, so that each ratio is of two runs that had the same machine and the same other
 * load. Each round starts with another subject: none is always first on a cold disk cache. Returns, for each round, the
 * figures by name.
 */
export async function inRounds(count, subjects) {
  const names = Object.keys(subjects);
  const rounds = [];
  for (let round = 0; round < count; round++) {
    const first = round % names.length;
    const figures = {};
    for (const name of [...names.slice(first), ...names.slice(0, first)]) {
      const started = performance.now();
      figures[name] = await subjects[name](round);
      const seconds = (performance.now() - started) / 1000;
      process.stderr.write(`  round ${round + 1}: ${name}, ${seconds.toFixed(1)} s\n`);
    }
    rounds.push(figures);
  }
  return rounds;
}

export function median(numbers) {
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  return (sorted[Math.floor(middle)] + sorted[Math.ceil(middle) - 1]) / 2;
}
