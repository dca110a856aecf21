import { type Query, QueryFault } from './query.ts';
import { type Token, tokenize } from './query-token.ts';

/** Parses `field:value`, comparisons, `_exists_:field`, AND, OR, NOT, `&&`, `||`, `!`, groups. */
export function parseQuery(text: string): Query {
  const tokens = tokenize(text);
  let at = 0;
  const peek = (): Token | undefined => tokens[at];

  function take(kind: Token['kind']): boolean {
    if (peek()?.kind !== kind) return false;
    at++;
    return true;
  }

  function joined(kind: 'and' | 'or', part: () => Query): Query {
    const parts = [part()];
    while (take(kind)) parts.push(part());
    return parts.length === 1 ? parts[0]! : { kind, parts };
  }

  const disjunction = (): Query => joined('or', conjunction);
  const conjunction = (): Query => joined('and', negation);

  function negation(): Query {
    if (take('not')) return { kind: 'not', part: negation() };
    if (!take('open')) return term();
    const inner = disjunction();
    if (!take('close')) throw new QueryFault('A parenthesis is not closed.');
    return inner;
  }

  function term(): Query {
    const token = peek();
    if (token?.kind !== 'term') throw new QueryFault('Expected field:value.');
    at++;
    return termOf(token);
  }

  const query = disjunction();
  if (at < tokens.length) throw new QueryFault('Expected AND or OR.');
  return query;
}

function termOf({ field, comparison, value, pattern }: Token & { kind: 'term' }): Query {
  if (field === '_exists_') return { kind: 'exists', field: value };
  return { kind: 'compare', field, comparison, value, pattern };
}
