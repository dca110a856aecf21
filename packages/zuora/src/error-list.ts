import { parseExact, type RowOutcome } from '@rowferry/core';
import { Beginning, boundedBuffer, recordSplitter } from '@rowferry/json';
import { carriesError } from './api-error.ts';
import type { ApiResponse } from './api-response.ts';
import { rowErrorOf } from './job-answer.ts';
import { type JsonObject, objectOf } from './wire.ts';

/** Far more than an item takes that echoes the largest row. */
const ITEM_BYTES_MAX = 256 * 1024 * 1024;
/** Far more than what an answer has beside its list. */
const ENVELOPE_BYTES_MAX = 1024 * 1024;

/** The items of the error list that `open` returns, as they arrive. Keeps at most those of one block. */
export async function* readErrorList(
  open: () => Promise<ApiResponse>,
): AsyncGenerator<RowOutcome, void> {
  const answer = await open();
  const parser = errorListParser(answer.hide);
  for await (const block of answer.blocks()) {
    // A `yield` for each item is faster than `yield*`, which also awaits the inner iterator.
    for (const item of parseOrFail(answer, () => parser.write(block))) yield item;
  }
  const { envelope, hasList } = parseOrFail(answer, parser.end);
  if (carriesError(envelope)) throw answer.failed(envelope);
  if (!hasList) throw answer.failed();
}

/** Does not pass on the parser's own error, which may quote a record. */
function parseOrFail<T>(answer: ApiResponse, parse: () => T): T {
  try {
    return parse();
  } catch {
    throw answer.failed();
  }
}

interface ErrorListParser {
  /** The items that end in `block`. */
  write(block: Uint8Array): readonly RowOutcome[];
  /** What is beside the list, in case the answer is an error instead. Throws if the JSON is incomplete. */
  end(): { readonly envelope: JsonObject; readonly hasList: boolean };
}

function errorListParser(hide: ApiResponse['hide']): ErrorListParser {
  const around = boundedBuffer(ENVELOPE_BYTES_MAX);
  const splitter = recordSplitter('errors', ITEM_BYTES_MAX, { around });
  return {
    write(block) {
      const bytes = Buffer.from(block.buffer, block.byteOffset, block.length);
      return Array.from(splitter.split(bytes), (item) => rowErrorOf(parsed(item), hide));
    },
    end() {
      if (!splitter.isOver) throw new SyntaxError('the answer breaks off');
      const envelope = objectOf(parsed(around.take())) ?? {};
      return { envelope, hasList: splitter.found === 'array' };
    },
  };
}

function parsed(bytes: Buffer | Beginning): unknown {
  if (bytes instanceof Beginning) throw new SyntaxError('the answer has too long a value');
  return parseExact(bytes.toString());
}
