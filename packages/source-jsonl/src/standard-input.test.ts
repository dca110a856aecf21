import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { type Started, startProcess } from '../../../test/world/started.ts';

/**
 * Runs `script`, in which `jsonl`, `controller`, `signal` and `print` are defined, in a separate process. It
 * uses the built package, which starts many times faster than the sources.
 */
function run(script: string): Started {
  const program = `
    import { jsonl } from '@rowferry/source-jsonl';
    const controller = new AbortController();
    const { signal } = controller;
    const print = (...words) => process.stdout.write(words.join(' ') + '\\n');
    ${script}
  `;
  return startProcess([process.execPath, '--input-type=module', '-e', program], {
    cwd: fileURLToPath(new URL('.', import.meta.url)),
    stdio: 'pipe',
  });
}

async function outcome({ ended }: Started): Promise<{ output: string; exitCode: unknown }> {
  const { code, stdout, stderr } = await ended;
  return { output: stdout + stderr, exitCode: code };
}

const PRINT_ALL = `
  for await (const batch of jsonl({ path: '-' }).read({ signal })) {
    batch.records.forEach((record, at) =>
      print(batch.locate(at), JSON.stringify(record), batch.checkpoint, batch.fraction));
  }
`;

it.concurrent.each([
  ['plain text', (bytes: string) => Buffer.from(bytes)],
  ['gzip', (bytes: string) => gzipSync(bytes)],
])('reads %s, without checkpoints', async (_, encode) => {
  const started = run(PRINT_ALL);
  started.child.stdin?.end(encode('\uFEFF{"a":1}\r\n\r\n{"a":2}'));
  expect(await outcome(started)).toEqual({
    output: '-:1 {"a":1}  \n-:3 {"a":2}  \n',
    exitCode: 0,
  });
});

it.concurrent('rejects at once when aborted during a wait, and lets the process end', async () => {
  const started = run(`
    try {
      for await (const { records } of jsonl({ path: '-' }).read({ signal })) {
        print(JSON.stringify(records));
        setTimeout(() => controller.abort('enough'), 50);
      }
    } catch (error) { print('threw', error); }
  `);
  started.child.stdin?.write('{"a":1}\n{"a"');
  expect(await outcome(started)).toEqual({ output: '[{"a":1}]\nthrew enough\n', exitCode: 0 });
});

it.concurrent.each([['plain text'], ['gzip']])(
  'lets the process end when the consumer of %s stops early',
  async (form) => {
    const started = run(`
    for await (const batch of jsonl({ path: '-' }).read({ signal })) break;
    print('left');
  `);
    const lines = '{"a":1}\n'.repeat(100_000);
    started.child.stdin?.on('error', () => {});
    started.child.stdin?.write(form === 'gzip' ? gzipSync(lines) : lines);
    expect(await outcome(started)).toEqual({ output: 'left\n', exitCode: 0 });
  },
);

it.concurrent('cannot be read a second time', async () => {
  const started = run(`
    ${PRINT_ALL}
    try { ${PRINT_ALL} } catch (error) { print(error.code, error.message); }
  `);
  started.child.stdin?.end('{"a":1}\n');
  expect((await outcome(started)).output).toBe(
    '-:1 {"a":1}  \nSOURCE_FAILED Standard input is already in use or has been read; it can be read only once\n',
  );
});

it.skipIf(process.platform === 'win32').concurrent(
  'reads a named pipe, and stops waiting for it on an abort',
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'rowferry-jsonl-'));
    const pipe = join(folder, 'pipe');
    await once(spawn('mkfifo', [pipe]), 'close');
    const started = run(`
    const path = ${JSON.stringify(pipe)};
    try {
      for await (const { records, checkpoint } of jsonl({ path }).read({ signal })) {
        print(JSON.stringify(records), checkpoint);
        setTimeout(() => controller.abort('enough'), 50);
      }
    } catch (error) { print('threw', error); }
  `);
    const writer = spawn('sh', ['-c', `exec 3>"$0"; echo '{"a":1}' >&3; read wait`, pipe]);
    expect(await outcome(started)).toEqual({ output: '[{"a":1}] \nthrew enough\n', exitCode: 0 });
    writer.stdin.end();
    await rm(folder, { recursive: true });
  },
);
