import { parseExact, TargetError } from '@rowferry/core';
import { carriesError } from './api-error.ts';
import type { ApiResponse } from './api-response.ts';
import { REFUSAL_BYTES_MAX } from './limits.ts';
import { type JsonObject, objectOf } from './wire.ts';

/**
 * What `read` finds in the JSON object of a 2xx answer, with every digit. Throws if it finds `undefined`,
 * and if the answer is no object, or an error.
 */
export async function readAs<T>(
  answer: ApiResponse,
  read: (body: JsonObject) => T | undefined,
): Promise<T> {
  const body = objectOf(parse(await readText(answer)));
  const found = body === undefined || carriesError(body) ? undefined : read(body);
  if (found === undefined) throw answer.failed(body);
  return found;
}

/** The error for an answer whose status is not 2xx. */
export async function readFailure(answer: ApiResponse): Promise<TargetError> {
  try {
    return answer.failed(parse(await readText(answer, REFUSAL_BYTES_MAX)));
  } catch (error) {
    if (error instanceof TargetError) return error;
    throw error;
  }
}

async function readText(answer: ApiResponse, bytesMax = Number.POSITIVE_INFINITY): Promise<string> {
  const blocks: Buffer[] = [];
  let sizeBytes = 0;
  for await (const block of answer.blocks()) {
    blocks.push(block);
    sizeBytes += block.length;
    if (sizeBytes >= bytesMax) break;
  }
  return Buffer.concat(blocks).toString('utf8');
}

function parse(text: string): unknown {
  try {
    return parseExact(text);
  } catch {
    // The parser's message quotes the text, which may contain records.
    return undefined;
  }
}
