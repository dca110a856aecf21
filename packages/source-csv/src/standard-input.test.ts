import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { startProcess } from '../../../test/world/started.ts';

// Uses the built package, which starts many times faster than the sources.
const PROGRAM = `
  import { csv } from '@rowferry/source-csv';
  const { signal } = new AbortController();
  for await (const batch of csv({ path: '-' }).read({ signal })) {
    batch.records.forEach((record, at) => process.stdout.write(
      [batch.locate(at), JSON.stringify(record), batch.checkpoint, batch.fraction].join(' ') + '\\n'));
  }
`;

it.concurrent.each([
  ['plain text', (bytes: string) => Buffer.from(bytes)],
  ['gzip', (bytes: string) => gzipSync(bytes)],
])('reads %s, without checkpoints', async (_, encode) => {
  const { child, ended } = startProcess([process.execPath, '--input-type=module', '-e', PROGRAM], {
    cwd: fileURLToPath(new URL('.', import.meta.url)),
    stdio: 'pipe',
  });
  child.stdin?.end(encode('\uFEFFa,b\r\n1,"x\r\n\r\ny"\r\n2,z'));
  expect(await ended).toEqual({
    stdout: '-:2 {"a":"1","b":"x\\r\\n\\r\\ny"}  \n-:5 {"a":"2","b":"z"}  \n',
    stderr: '',
    code: 0,
  });
});
