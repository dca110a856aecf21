import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { isDeepStrictEqual } from 'node:util';
import { migrate, type Plugin, RunStopped, realWorld, type SourceInput } from '@rowferry/core';
import { type Driving, drivenTarget } from '../world/driven-target.ts';

/** This program aborts one run after the other in its own process, and prints what is left of each. */
interface Scene {
  readonly source: () => SourceInput;
  readonly driving?: Driving;
  /** The status of a job at which to abort. Default: 20 ms after the start. */
  readonly at?: string;
  readonly graceSeconds?: number;
}

async function* endless() {
  for (let n = 0; ; n++) {
    yield { n };
    await new Promise((resolve) => setImmediate(resolve));
  }
}

const FULL = {
  answer: 'refused',
  meaning: 'rate',
  status: 429,
  apiCode: 70,
  waitMs: 3_600_000,
} as const;
const records = Array.from({ length: 3 }, (_, n) => ({ n }));

const SCENES: Record<string, Scene> = {
  'endless source': { source: endless, at: 'uploading' },
  'silent stream': { source: () => new Readable({ objectMode: true, read() {} }) },
  'source that ignores the signal': {
    source: () => ({
      name: 'deaf',
      read: () => ({ [Symbol.asyncIterator]: () => ({ next: () => new Promise(() => {}) }) }),
    }),
    graceSeconds: 0.05,
  },
  'full tenant': {
    source: () => records,
    driving: { create: { refuse: () => FULL } },
    at: 'creating',
  },
  'running jobs': { source: () => records, at: 'working', driving: { tookMs: 300 } },
  'jobs that outlast the grace period': {
    source: () => records,
    at: 'working',
    driving: { tookMs: 3_600_000 },
    graceSeconds: 0.05,
  },
};

async function run(scene: Scene): Promise<object> {
  const folder = await mkdtemp(join(tmpdir(), 'rowferry-abort-test-'));
  const runDir = join(folder, 'run');
  const abort = new AbortController();
  const reason = new Error('enough');
  const target = drivenTarget(realWorld, scene.driving ?? {});
  const plugin: Plugin = {
    name: 'abort',
    onStart() {
      if (scene.at === undefined) setTimeout(() => abort.abort(reason), 20);
    },
    onJob({ status }) {
      if (status === scene.at) setTimeout(() => abort.abort(reason), 0);
    },
  };
  const rejection: unknown = await migrate(scene.source(), {
    columns: { n__c: 'n' },
    target,
    plugins: [plugin],
    jobs: { maxRows: 1, graceSeconds: scene.graceSeconds ?? 30, errorsLagSeconds: 0 },
    runDir,
    signal: abort.signal,
  }).catch((error: unknown) => error);
  if (!(rejection instanceof RunStopped)) throw rejection;
  const summary: unknown = JSON.parse(readFileSync(join(runDir, 'summary.json'), 'utf8'));
  await rm(folder, { recursive: true });
  await new Promise((resolve) => setImmediate(resolve));
  return {
    code: rejection.code,
    isReason: rejection.cause === reason,
    isWritten: isDeepStrictEqual(rejection.summary, summary),
    summary: rejection.summary,
    jobs: [...target.jobs.values()].map((job) => job.status),
    // The process's own pipes are neither timers nor files.
    left: process.getActiveResourcesInfo().filter((kind) => !/Pipe|TTY|Immediate/.test(kind)),
  };
}

for (const [name, scene] of Object.entries(SCENES)) {
  process.stdout.write(`${JSON.stringify({ name, ...(await run(scene)) })}\n`);
}
