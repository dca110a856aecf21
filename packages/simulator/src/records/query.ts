export type Comparison = '=' | '<' | '<=' | '>' | '>=';

/** A parsed `q` (docs/zuora-api.md, section 7.2). */
export type Query =
  | { readonly kind: 'and' | 'or'; readonly parts: readonly Query[] }
  | { readonly kind: 'not'; readonly part: Query }
  | { readonly kind: 'exists'; readonly field: string }
  | {
      readonly kind: 'compare';
      readonly field: string;
      readonly comparison: Comparison;
      readonly value: string;
      /** Set if the value has an unquoted, unescaped `*`. */
      readonly pattern: RegExp | undefined;
    };

/** Every field in a query. */
export function* fieldsOf(query: Query): Generator<string> {
  if (query.kind === 'exists' || query.kind === 'compare') yield query.field;
  else if (query.kind === 'not') yield* fieldsOf(query.part);
  else for (const part of query.parts) yield* fieldsOf(part);
}

/** An invalid `q`. */
export class QueryFault extends Error {
  override readonly name = 'QueryFault';
}
