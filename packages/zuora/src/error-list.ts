import { parseExact, type RowOutcome } from '@rowferry/core';
import { Tokenizer, TokenParser, TokenType } from '@streamparser/json';
import { carriesError } from './api-error.ts';
import type { ApiResponse } from './api-response.ts';
import { rowErrorOf } from './job-answer.ts';

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
  parseOrFail(answer, () => parser.end());
  if (carriesError(parser.envelope)) throw answer.failed(parser.envelope);
  if (!parser.hasList()) throw answer.failed();
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
  /** Throws if the JSON is incomplete. */
  end(): void;
  /** The fields next to the list, in case the answer is an error instead. */
  readonly envelope: Readonly<Record<string, unknown>>;
  hasList(): boolean;
}

const ENVELOPE = ['success', 'code', 'message', 'reasons'];

function errorListParser(hide: ApiResponse['hide']): ErrorListParser {
  const tokenizer = new Tokenizer();
  const values = new TokenParser({
    paths: ['$.errors.*', ...ENVELOPE.map((key) => `$.${key}`)],
    keepStack: false,
  });
  const envelope: Record<string, unknown> = {};
  const opensList = listDetector();
  let items: RowOutcome[] = [];
  let hasList = false;

  // Assigned, because the parser's types allow only `number`: `bigint` and `ExactNumber` keep all digits.
  Object.assign(tokenizer, { parseNumber: exactNumber });
  tokenizer.onToken = (token) => {
    hasList ||= opensList(token.token, token.value);
    values.write(token);
  };
  values.onValue = ({ key, value, stack }) => {
    if (stack.length > 1) items.push(rowErrorOf(value, hide));
    else envelope[String(key)] = value;
  };

  return {
    envelope,
    hasList: () => hasList,
    write(block) {
      items = [];
      tokenizer.write(block);
      return items;
    },
    end() {
      if (!tokenizer.isEnded) tokenizer.end();
      if (!values.isEnded) values.end();
    },
  };
}

/** Detects the token that opens the list: the `[` after `"errors":` in the outermost object. */
function listDetector(): (token: TokenType, value: unknown) => boolean {
  let depth = 0;
  let before: TokenType | undefined;
  let name: unknown;
  return (token, value) => {
    const opens =
      token === TokenType.LEFT_BRACKET &&
      depth === 1 &&
      before === TokenType.COLON &&
      name === 'errors';
    if (token === TokenType.LEFT_BRACE || token === TokenType.LEFT_BRACKET) depth += 1;
    if (token === TokenType.RIGHT_BRACE || token === TokenType.RIGHT_BRACKET) depth -= 1;
    if (token === TokenType.STRING && depth === 1) name = value;
    before = token;
    return opens;
  };
}

/** A double represents any number of few digits exactly; the others need the exact parser. */
function exactNumber(digits: string): unknown {
  return digits.length < 16 && !/[eE]/.test(digits) ? Number(digits) : parseExact(digits);
}
