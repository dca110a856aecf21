import { parseArgs } from 'node:util';
import { type Judged, replayOf, runSeed } from './replay.ts';
import { textIn } from './run-files.ts';

const USAGE = 'npm run simulate:seeds -- [--seed first] [--count how-many] [--trace]\n';

process.exitCode = await main();

async function main(): Promise<number> {
  const { first, count, isTraced } = readWords();
  const tally = new Map<string, number>();
  const start = Date.now();
  let failed = 0;
  for (let seed = first; seed < first + count; seed++) {
    const judged = await runSeed(seed);
    for (const mark of judged.marks) tally.set(mark, (tally.get(mark) ?? 0) + 1);
    if (isTraced) say(traceOf(judged));
    if (judged.faults.length === 0) continue;
    failed++;
    say(faultsOf(seed, judged));
  }
  for (const [mark, seeds] of [...tally].sort(([, a], [, b]) => b - a)) say(`${seeds}  ${mark}`);
  const seconds = ((Date.now() - start) / 1000).toFixed(1);
  say(`${count} seeds from ${first} in ${seconds} s, ${failed} with faults`);
  return failed === 0 ? 0 : 1;
}

function readWords() {
  const { values } = parseArgs({
    options: {
      seed: { type: 'string', default: '1' },
      count: { type: 'string', default: '1000' },
      trace: { type: 'boolean', default: false },
    },
  });
  const [first, count] = [Number(values.seed), Number(values.count)];
  if (!Number.isInteger(first) || !Number.isInteger(count)) throw new TypeError(USAGE);
  return { first, count, isTraced: values.trace };
}

function faultsOf(seed: number, { faults }: Judged): string {
  return [`seed ${seed}`, ...faults, `again: ${replayOf(seed)}`].join('\n  ');
}

function traceOf({ ran }: Judged): string {
  const { seeded, trace, ending } = ran;
  const message = ending.error instanceof Error ? ending.error.message : '';
  const journal = (textIn(ran, 'journal.jsonl') ?? '').replace(/^[0-9a-f]{8} /gm, '');
  return [
    JSON.stringify(seeded, undefined, 2),
    ...trace,
    `${ending.status} ${message}`,
    journal,
  ].join('\n');
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
