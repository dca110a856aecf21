import { parseArgs } from 'node:util';
import { inProcesses, type Outcome } from './processes.ts';
import { replayOf, runSeed } from './replay.ts';
import { textOf } from './trace.ts';

const USAGE =
  'npm run simulate:seeds -- [--seed first] [--count how-many] [--processes how-many] [--trace]\n';

process.exitCode = await main();

async function main(): Promise<number> {
  const { first, count, processes, isTraced } = readArgs();
  const tally = new Map<string, number>();
  const start = Date.now();
  let failed = 0;
  const take = ({ seed, faults, marks }: Outcome) => {
    for (const mark of marks) tally.set(mark, (tally.get(mark) ?? 0) + 1);
    if (faults.length === 0) return;
    failed++;
    print([`seed ${seed}`, ...faults, `again: ${replayOf(seed)}`].join('\n  '));
  };
  if (isTraced || processes === 1) {
    for (let seed = first; seed < first + count; seed++) {
      const { result, faults, marks } = await runSeed(seed, { isTraced });
      if (isTraced) print(textOf(result));
      take({ seed, faults, marks });
    }
  } else {
    await inProcesses(processes, first, count, take);
  }
  for (const [mark, seeds] of [...tally].sort(([, a], [, b]) => b - a)) print(`${seeds}  ${mark}`);
  const seconds = (Date.now() - start) / 1000;
  const perMinute = Math.round((count / seconds) * 60);
  const speed = `${count} seeds from ${first} in ${seconds.toFixed(1)} s, ${perMinute} per minute`;
  print(`${speed}, ${failed} with faults`);
  return failed === 0 ? 0 : 1;
}

function readArgs() {
  const { values } = parseArgs({
    options: {
      seed: { type: 'string', default: '1' },
      count: { type: 'string', default: '1000' },
      processes: { type: 'string', default: '2' },
      trace: { type: 'boolean', default: false },
    },
  });
  const [first, count] = [Number(values.seed), Number(values.count)];
  const processes = Number(values.processes);
  if (![first, count, processes].every(Number.isInteger)) throw new TypeError(USAGE);
  return { first, count, processes, isTraced: values.trace };
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
