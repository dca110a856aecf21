// `die`: starts a run and kills its process when it creates job `dieAtJob`. `resume`: resumes the run and
// prints how long it takes until the first request.

import { createReadStream } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { createInterface } from 'node:readline';
import { migrate, resume } from '@rowferry/core';
import { jsonl } from '@rowferry/source-jsonl';
import { discardingTarget } from '../discarding-target.mjs';
import { columns } from '../legacy.mjs';

const [what, how, path, runDir, dieAtJob] = process.argv.slice(2);

async function* parsedLines() {
  for await (const line of createInterface({ input: createReadStream(path) }))
    yield JSON.parse(line);
}

const source = () => (how === 'checkpoints' ? jsonl({ path }) : parsedLines());
const target = discardingTarget();
const options = { columns, runDir, jobs: { errorsLagSeconds: 0 } };

if (what === 'die') {
  let jobs = 0;
  const create = async (call) => {
    if (++jobs === Number(dieAtJob)) process.kill(process.pid, 'SIGKILL');
    return target.create(call);
  };
  await migrate(source(), { ...options, target: { ...target, create } });
} else {
  const started = performance.now();
  const list = async () => {
    const seconds = (performance.now() - started) / 1000;
    const { maxRSS } = process.resourceUsage();
    process.stdout.write(`${JSON.stringify({ seconds, peakBytes: maxRSS * 1024 })}\n`);
    process.exit(0);
  };
  await resume(source(), { ...options, target: { ...target, list } });
}
