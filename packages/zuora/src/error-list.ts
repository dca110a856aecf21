import { parseExact, type RowError } from '@rowferry/core';
import { Tokenizer, TokenParser, TokenType } from '@streamparser/json';
import type { ApiResponse } from './exchange.ts';
import { carriesError, rowErrorOf } from './wire.ts';

/** The items of the error list that `open` gives, as they arrive; holds one block's at most. */
export async function* readErrorList(
  open: () => Promise<ApiResponse>,
): AsyncGenerator<RowError, void> {
  const answer = await open();
  const parser = errorListParser();
  for await (const block of answer.blocks()) {
    // One `yield` each is faster than `yield*`, which awaits an iterator's answer besides.
    for (const item of trusted(answer, () => parser.write(block))) yield item;
  }
  trusted(answer, () => parser.end());
  if (carriesError(parser.envelope)) throw answer.failed('refused', parser.envelope);
  if (!parser.hasList()) throw answer.failed('lost');
}

/** The parser's own error may quote a record: it is not passed on. */
function trusted<T>(answer: ApiResponse, parse: () => T): T {
  try {
    return parse();
  } catch {
    throw answer.failed('lost');
  }
}

interface ErrorListParser {
  /** The items that end in `block`. */
  write(block: Uint8Array): readonly RowError[];
  /** Throws where the JSON is not complete. */
  end(): void;
  /** What stands beside the list, in case the answer is an error instead. */
  readonly envelope: Readonly<Record<string, unknown>>;
  hasList(): boolean;
}

const ENVELOPE = ['success', 'code', 'message', 'reasons'];

function errorListParser(): ErrorListParser {
  const tokenizer = new Tokenizer();
  const values = new TokenParser({
    paths: ['$.errors.*', ...ENVELOPE.map((key) => `$.${key}`)],
    keepStack: false,
  });
  const envelope: Record<string, unknown> = {};
  const seesList = listWatcher();
  let items: RowError[] = [];
  let hasList = false;

  // Numbers come as the parser's types do not foresee: `bigint` and `ExactNumber` keep all digits.
  Object.assign(tokenizer, { parseNumber: exactNumber });
  tokenizer.onToken = (token) => {
    hasList ||= seesList(token.token, token.value);
    values.write(token);
  };
  values.onValue = ({ key, value, stack }) => {
    if (stack.length > 1) items.push(rowErrorOf(value));
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

/** Tells the token that opens the list: the `[` behind `"errors":` of the outermost object. */
function listWatcher(): (token: TokenType, value: unknown) => boolean {
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

/** A number of few digits is carried by a double; the others are looked at more closely. */
function exactNumber(digits: string): unknown {
  return digits.length < 16 && !/[eE]/.test(digits) ? Number(digits) : parseExact(digits);
}
