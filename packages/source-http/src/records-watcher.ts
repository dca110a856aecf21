import { TokenType } from '@streamparser/json';

/** What a token means for the array of records. */
type Event =
  | 'records begin'
  | 'records end'
  | 'record begins'
  | 'record ends'
  | 'no record'
  | undefined;

/** Follows the tokens of a JSON document to the array at a path, and through it. */
export interface RecordsWatcher {
  /** Throws where the tokens are not in order, as far as this can tell. */
  see(token: TokenType, value: unknown): Event;
  /** Whether the document has come to its end. */
  isComplete(): boolean;
  hasRecords(): boolean;
}

/** An object on the way to the records, and what of the path lies below it. */
interface Step {
  readonly depth: number;
  readonly rest: string;
}

const { LEFT_BRACE, LEFT_BRACKET, RIGHT_BRACE, RIGHT_BRACKET, COMMA, COLON, STRING } = TokenType;

/** An empty path is the document itself. A name in the path may hold points. */
export function recordsWatcher(path: string): RecordsWatcher {
  const way: Step[] = [];
  let depth = 0;
  let before: TokenType | undefined;
  let name: unknown;
  /** The depth within the array of records, once it was found. */
  let recordsDepth: number | undefined;
  let isInside = false;

  /** What of the path lies below the value that begins here; `undefined`: it is not on the way. */
  const restBelow = (): string | undefined => {
    if (recordsDepth !== undefined) return undefined;
    if (depth === 0) return path;
    const step = way.at(-1);
    if (step?.depth !== depth || before !== COLON) return undefined;
    if (step.rest === name) return '';
    return step.rest.startsWith(`${name}.`) ? step.rest.slice(`${name}`.length + 1) : undefined;
  };
  const open = (token: TokenType): Event => {
    const rest = restBelow();
    depth += 1;
    if (rest === '' && token === LEFT_BRACKET) {
      recordsDepth = depth;
      isInside = true;
      return 'records begin';
    }
    if (rest !== undefined && rest !== '' && token === LEFT_BRACE) way.push({ depth, rest });
    return isInside && depth - 1 === recordsDepth ? 'record begins' : undefined;
  };
  const close = (token: TokenType): Event => {
    if (depth === 0) throw new SyntaxError('closed before it was opened');
    if (way.at(-1)?.depth === depth) way.pop();
    depth -= 1;
    if (!isInside || recordsDepth === undefined) return undefined;
    if (depth === recordsDepth) return 'record ends';
    if (depth > recordsDepth) return undefined;
    if (token !== RIGHT_BRACKET || before === COMMA) throw new SyntaxError('closed too early');
    isInside = false;
    return 'records end';
  };

  return {
    see(token, value) {
      if (depth === 0 && before !== undefined) throw new SyntaxError('goes on behind its end');
      const isBetween = isInside && depth === recordsDepth;
      if (isBetween) checkOrder(before, token);
      let event: Event;
      if (token === LEFT_BRACE || token === LEFT_BRACKET) event = open(token);
      else if (token === RIGHT_BRACE || token === RIGHT_BRACKET) event = close(token);
      else if (isBetween && token !== COMMA) event = 'no record';
      if (token === STRING && before !== COLON) name = value;
      before = token;
      return event;
    },
    isComplete: () => depth === 0 && before !== undefined,
    hasRecords: () => recordsDepth !== undefined,
  };
}

/** Between records stands one comma. */
function checkOrder(before: TokenType | undefined, token: TokenType): void {
  const isBehindRecord = before !== COMMA && before !== LEFT_BRACKET;
  const isEnd = token === RIGHT_BRACKET;
  if (token === COLON || (isBehindRecord ? token !== COMMA && !isEnd : token === COMMA)) {
    throw new SyntaxError('records without a comma between');
  }
}
