import { Unreadable } from '@rowferry/core';
import { boundedBuffer } from '@rowferry/json';
import { FailedAttempt } from './failure.ts';
import { readLine } from './line-record.ts';
import type { PageParser, PageRecord } from './page-record.ts';

const LINE_FEED = 0x0a;

/** Splits JSON lines into records. A bad line is one rejection. A blank line is not a record. */
export function linesPage(maxRecordBytes: number): PageParser {
  const line = boundedBuffer(maxRecordBytes);
  let number = 0;

  const take = (): PageRecord[] => {
    number += 1;
    const found = readLine(line.take(), maxRecordBytes);
    return found === undefined ? [] : [{ ...found, number }];
  };

  return {
    *write(block) {
      let start = 0;
      for (let end = feedIn(block, start); end !== -1; end = feedIn(block, start)) {
        line.add(block.subarray(start, end));
        start = end + 1;
        yield* take();
      }
      line.add(block.subarray(start));
    },
    end() {
      if (line.sizeBytes === 0) return { found: [] };
      const found = take();
      const last = found[0]?.record;
      // A last line without a line end that is not JSON is most likely incomplete.
      if (last instanceof Unreadable && last.rejected.code === 'LINE_NOT_JSON') {
        throw new FailedAttempt(`breaks off in line ${number}`, { isTemporary: true });
      }
      return { found };
    },
  };
}

function feedIn(block: Buffer, start: number): number {
  return block.indexOf(LINE_FEED, start);
}
