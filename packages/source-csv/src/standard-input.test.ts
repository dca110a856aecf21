import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';

const index = new URL('./index.ts', import.meta.url).href;
const PROGRAM = `
  import { csv } from ${JSON.stringify(index)};
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
  const flags = ['--conditions=@rowferry/source', '--import', 'tsx', '--input-type=module', '-e'];
  const child = spawn(process.execPath, [...flags, PROGRAM], {
    cwd: fileURLToPath(new URL('.', import.meta.url)),
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  child.stdin.end(encode('\uFEFFa,b\r\n1,"x\r\n\r\ny"\r\n2,z'));
  const [output, [exitCode]] = await Promise.all([text(child.stdout), once(child, 'close')]);
  expect({ output, exitCode }).toEqual({
    output: '-:2 {"a":"1","b":"x\\r\\n\\r\\ny"}  \n-:5 {"a":"2","b":"z"}  \n',
    exitCode: 0,
  });
});
