import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** What came of one seed. */
export interface Outcome {
  readonly seed: number;
  readonly faults: readonly string[];
  readonly marks: readonly string[];
}

/** Seeds that a process gets at a time. */
export interface Block {
  readonly first: number;
  readonly count: number;
}

const BLOCK = 20;
/** Most of what a run makes is soon forgotten: room for it saves a fifth of the time. */
const YOUNG = '--max-semi-space-size=64';
const WORKER = fileURLToPath(new URL('seed-worker.ts', import.meta.url));

/** Runs seeds in processes of this machine, and tells of each as it is done. */
export async function inProcesses(
  processes: number,
  first: number,
  count: number,
  tell: (outcome: Outcome) => void,
): Promise<void> {
  let next = first;
  const end = first + count;
  const takeBlock = (): Block | undefined => {
    if (next >= end) return undefined;
    const block = { first: next, count: Math.min(BLOCK, end - next) };
    next += block.count;
    return block;
  };
  await Promise.all(Array.from({ length: processes }, () => work(takeBlock, tell)));
}

function work(takeBlock: () => Block | undefined, tell: (outcome: Outcome) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const worker = fork(WORKER, { execArgv: [...process.execArgv, YOUNG] });
    const goOn = () => {
      const block = takeBlock();
      if (block === undefined) worker.disconnect();
      else worker.send(block);
    };
    worker.on('message', (message: Outcome | 'done') => {
      if (message === 'done') goOn();
      else tell(message);
    });
    worker.on('error', reject);
    worker.on('exit', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`a process that ran seeds ended with ${code}`));
    });
    goOn();
  });
}
