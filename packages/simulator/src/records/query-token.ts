import { type Comparison, QueryFault } from './query.ts';

export type Token =
  | { readonly kind: 'and' | 'or' | 'not' | 'open' | 'close' }
  | {
      readonly kind: 'term';
      readonly field: string;
      readonly comparison: Comparison;
      readonly value: string;
      readonly pattern: RegExp | undefined;
    };

const WORD = /(AND|OR|NOT)(?=[\s(]|$)|(&&)|(\|\|)|([!()])/y;
const FIELD = /([A-Za-z_][A-Za-z0-9_]*):(<=|>=|<|>)?/y;
const QUOTED = /"((?:[^"\\]|\\.)*)"/sy;
// A colon, a quote or a parenthesis must be escaped in a value without quotes.
const BARE = /((?:[^\s"():\\]|\\.)+)/sy;

const words = {
  AND: 'and',
  '&&': 'and',
  OR: 'or',
  '||': 'or',
  NOT: 'not',
  '!': 'not',
  '(': 'open',
  ')': 'close',
} as const;

/** The words, signs and terms of a `q`; throws a `QueryFault`. */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;

  function match(form: RegExp): RegExpExecArray | null {
    form.lastIndex = at;
    const found = form.exec(text);
    if (found !== null) at = form.lastIndex;
    return found;
  }

  function term(): Token {
    const [, field, sign] = match(FIELD) ?? fault(at);
    const quoted = match(QUOTED);
    const raw = (quoted ?? match(BARE) ?? fault(at))[1] ?? '';
    const hasStar = quoted === null && /(?<!\\)(?:\\\\)*\*/.test(raw);
    return {
      kind: 'term',
      field: field ?? '',
      comparison: comparisons.find((known) => known === sign) ?? '=',
      value: raw.replace(/\\(.)/gs, '$1'),
      pattern: hasStar ? patternOf(raw) : undefined,
    };
  }

  for (;;) {
    match(/\s*/y);
    if (at >= text.length) return tokens;
    const word = match(WORD)?.[0];
    tokens.push(isWord(word) ? { kind: words[word] } : term());
  }
}

const comparisons: readonly Comparison[] = ['<', '<=', '>', '>='];

function isWord(word: string | undefined): word is keyof typeof words {
  return word !== undefined && Object.hasOwn(words, word);
}

function patternOf(raw: string): RegExp {
  const parts = raw.match(/\\.|\*|[^\\*]+/gs) ?? [];
  const source = parts.map((part) => {
    if (part === '*') return '.*';
    return part.replace(/^\\/, '').replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  });
  return new RegExp(`^${source.join('')}$`, 's');
}

function fault(at: number): never {
  throw new QueryFault(`The query does not parse at character ${at + 1}.`);
}
