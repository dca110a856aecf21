import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { type Started, startProcess } from '../../../test/world/started.ts';

/** Reads standard input in a separate process, which uses the built package, and prints what it reads. */
function read(): Started {
  const program = `
    import { json } from '@rowferry/source-json';
    const { signal } = new AbortController();
    const print = (...words) => process.stdout.write(words.join(' ') + '\\n');
    try {
      for await (const batch of json({ path: '-', records: 'a' }).read({ signal })) {
        batch.records.forEach((record, at) =>
          print(batch.locate(at), JSON.stringify(record), batch.checkpoint, batch.fraction));
      }
    } catch (error) { print(error.code, error.message); }
  `;
  return startProcess([process.execPath, '--input-type=module', '-e', program], {
    cwd: fileURLToPath(new URL('.', import.meta.url)),
    stdio: 'pipe',
  });
}

it.concurrent.each([
  ['plain text', (text: string) => Buffer.from(text)],
  ['gzip', (text: string) => gzipSync(text)],
])('reads %s, without checkpoints', async (_, encode) => {
  const { child, ended } = read();
  child.stdin?.end(encode('\uFEFF{"a":[{"b":1},\n{"b":2}]}\n'));
  expect(await ended).toMatchObject({
    stdout: '- record 1 {"b":1}  \n- record 2 {"b":2}  \n',
    code: 0,
  });
});

it.concurrent('reads records as they arrive, byte by byte', async () => {
  const { child, ended, untilStdout } = read();
  for (const byte of Buffer.from('{"a":[{"b":1},')) child.stdin?.write(Buffer.of(byte));
  child.stdin?.write('\n{"b":2}');
  await untilStdout('- record 1 {"b":1}  \n');
  child.stdin?.end();
  expect((await ended).stdout).toMatch(/^SOURCE_FAILED - breaks off after record 2: /m);
});
