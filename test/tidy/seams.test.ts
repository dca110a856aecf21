import { expect, test } from 'vitest';
import { importsOf } from './imports.ts';
import { packageOf, read, SOURCES } from './tree.ts';

const CORE = SOURCES.filter((path) => packageOf(path) === 'core');
const HOST = 'packages/core/src/host';
const WORLD = `${HOST}/world.ts`;
const PROCESSES = `${HOST}/real-processes.ts`;

/** Comments may name what the code may not do. */
function codeOf(path: string): string {
  return read(path).replace(/\/\*[\s\S]*?\*\/|(?<!:)\/\/.*$/gm, '');
}

function placesOf(pattern: RegExp, except: readonly string[] = []): string[] {
  return CORE.filter((path) => !except.includes(path) && pattern.test(codeOf(path)));
}

test('core imports of Node only what its seams need, and what has no effect', () => {
  const pure = ['node:path', 'node:crypto', 'node:buffer', 'node:events', 'node:zlib'];
  const effects = CORE.flatMap((path) =>
    importsOf(path)
      .filter((name) => name.startsWith('node:') && !pure.includes(name))
      .map((name) => `${path}: ${name}`),
  );
  expect(effects).toEqual([
    `${HOST}/durable-files.ts: node:fs/promises`,
    `${HOST}/real-disk.ts: node:fs/promises`,
    `${HOST}/real-disk.ts: node:os`,
    `${HOST}/real-file.ts: node:fs/promises`,
    `${HOST}/real-folders.ts: node:fs`,
    `${HOST}/real-folders.ts: node:fs/promises`,
    `${PROCESSES}: node:fs/promises`,
    `${PROCESSES}: node:os`,
    `${PROCESSES}: node:process`,
    `${HOST}/regular-file.ts: node:fs`,
    `${HOST}/regular-file.ts: node:fs/promises`,
    `${WORLD}: node:timers/promises`,
  ]);
});

test('core opens no socket, prints nothing, reads no environment and never exits', () => {
  // As a word of a message it is no access.
  const pattern =
    /\bprocess\s*[.[]|[=(]\s*process\b|\bconsole\b|\bfetch\(|\bWebSocket\b|\bEventSource\b/;
  expect(placesOf(pattern, [PROCESSES])).toEqual([]);
});

test('the clock, timers and chance come in through one seam', () => {
  const clock = /\bDate\.now\b|\bnew Date\(\)|\bperformance\.now\b/;
  const timers = /\bset(Timeout|Interval|Immediate)\b|\bAbortSignal\.timeout\b|\bqueueMicrotask\b/;
  const chance = /\bMath\.random\b|\brandom(UUID|Bytes|Int)\b|\bgetRandomValues\b/;
  for (const pattern of [clock, timers, chance]) expect(placesOf(pattern, [WORLD])).toEqual([]);
});
