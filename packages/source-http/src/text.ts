import { FailedAttempt } from './failure.ts';

const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);

/** Removes the byte order mark. Throws a `FailedAttempt` if the text is HTML or XML. */
export async function* textOf(blocks: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void> {
  let head: Buffer | undefined = Buffer.alloc(0);
  for await (const block of blocks) {
    if (head === undefined) {
      yield block;
      continue;
    }
    head = Buffer.concat([head, block]);
    if (head.length < BYTE_ORDER_MARK.length) continue;
    yield withoutMark(head);
    head = undefined;
  }
  if (head !== undefined && head.length > 0) yield withoutMark(head);
}

function withoutMark(head: Buffer): Buffer {
  const hasMark = head.subarray(0, BYTE_ORDER_MARK.length).equals(BYTE_ORDER_MARK);
  const text = hasMark ? head.subarray(BYTE_ORDER_MARK.length) : head;
  if (/^\s*</.test(text.toString('latin1', 0, 100))) {
    throw new FailedAttempt('answers with HTML or XML instead of JSON', {
      isTemporary: false,
      advice: 'correct `url`, or the login',
    });
  }
  return text;
}
