import { expect, it } from 'vitest';
import { splitLines } from './lines.ts';

it('skips a line that is too long in constant memory', async () => {
  const blockBytes = 1024 * 1024;
  const blockCount = 600;
  const before = process.memoryUsage().arrayBuffers;
  let mostBytes = 0;
  const blocks = async function* (): AsyncGenerator<Buffer> {
    for (let count = 0; count < blockCount; count += 1) {
      yield Buffer.alloc(blockBytes, '[');
      mostBytes = Math.max(mostBytes, process.memoryUsage().arrayBuffers - before);
    }
    yield Buffer.from('\n{"a":1}\n');
  };
  const limits = { maxLineBytes: 4 * blockBytes, spanBytesMax: 1000, spanLinesMax: 10 };
  const spans: [string, boolean, number][] = [];
  for await (const span of splitLines(blocks(), { offset: 0, line: 0 }, limits)) {
    spans.push([
      span.bytes.toString().replace(/^\[+$/, ({ length }) => `[ ${length} times`),
      span.isTooLong,
      span.end.offset,
    ]);
  }
  expect(spans).toEqual([
    [`[ ${64 * 1024 + 4} times`, true, blockCount * blockBytes + 1],
    ['{"a":1}\n', false, blockCount * blockBytes + 9],
  ]);
  expect(mostBytes).toBeLessThan((blockCount * blockBytes) / 2);
});
