import { binaryFormat } from './binary-format.ts';
import { sourceFailed } from './failure.ts';
import type { Finding, Format } from './finding.ts';
import { textFormat } from './text-format.ts';

/**
 * Passes on the decompressed blocks of a whole file. Fails with `SOURCE_FAILED` before the first one if the file begins
 * as no file of this format does: compressed, a workbook, a database, HTML, or JSON in another form. The first block
 * has all of a byte order mark. Of CSV, whose header may begin with anything, only what cannot be a table is
 * recognized; its encoding is left to the caller.
 */
export async function* expectFormat(
  format: Format,
  blocks: AsyncIterable<Buffer>,
  name: string,
): AsyncGenerator<Buffer> {
  const rest = blocks[Symbol.asyncIterator]();
  try {
    let head: Buffer = Buffer.alloc(0);
    for (let isWhole = false; !isWhole; ) {
      const next = await rest.next();
      if (next.done === true) isWhole = true;
      else head = Buffer.concat([head, next.value]);
      const found = findingOf(head, isWhole, format);
      if (found === undefined) break;
      if (found !== 'more') throw sourceFailed(`${name} ${found.what}; ${found.advice}`);
    }
    if (head.length > 0) yield head;
    yield* { [Symbol.asyncIterator]: () => rest };
  } finally {
    await rest.return?.();
  }
}

function findingOf(head: Buffer, isWhole: boolean, format: Format): Finding {
  const binary = binaryFormat(head);
  const found =
    binary === undefined || (binary === 'more' && isWhole)
      ? textFormat(head, isWhole, format)
      : binary;
  return found === 'more' && isWhole ? undefined : found;
}
