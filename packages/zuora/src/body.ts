import { parseExact, TargetError } from '@rowferry/core';
import { carriesError } from './api-error.ts';
import type { ApiResponse } from './api-response.ts';
import { REFUSAL_BYTES_MAX } from './limits.ts';
import { type JsonObject, objectOf } from './wire.ts';

/** The JSON object of a 2xx answer, with every digit. Throws if it is no object, or an error. */
export async function readObject(answer: ApiResponse): Promise<JsonObject> {
  const body = objectOf(parse(await readText(answer)));
  if (body === undefined) throw answer.failed('lost');
  if (carriesError(body)) throw answer.failed('refused', body);
  return body;
}

/** The error for an answer whose status is not 2xx. */
export async function readFailure(answer: ApiResponse): Promise<TargetError> {
  const kind = answer.facts.status >= 500 ? 'lost' : 'refused';
  try {
    return answer.failed(kind, parse(await readText(answer, REFUSAL_BYTES_MAX)));
  } catch (error) {
    // The status already says what happened to the request; only the explanation was cut off.
    if (error instanceof TargetError) return answer.failed(kind);
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
