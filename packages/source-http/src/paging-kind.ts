import type { Paging } from './paging-options.ts';

type PagingBy<By extends Paging['by']> = Extract<Paging, { readonly by: By }>;

/** The rules that are paths in an answer. */
const RULES = ['at', 'more', 'done', 'total', 'pages'];

/** Whether the server gives the address of the next page. */
export function isByLink(paging: Paging | undefined): paging is PagingBy<'link' | 'next'> {
  return paging?.by === 'link' || paging?.by === 'next';
}

/** Whether the next page is found by counting. */
export function isNumbered(paging: Paging | undefined): paging is PagingBy<'page' | 'offset'> {
  return paging?.by === 'page' || paging?.by === 'offset';
}

/** Whether the server itself moves on with each request. */
export function isScroll(paging: Paging | undefined): boolean {
  return paging?.by === 'cursor' && paging.scroll === true;
}

/** Whether the parameter that selects a page is in the body. */
export function isInBody(paging: Paging | undefined): boolean {
  return paging !== undefined && 'in' in paging && paging.in === 'body';
}

/** Where in an answer something about the pages is expected. */
export function answerPathsOf(paging: Paging | undefined): readonly string[] {
  return Object.entries(paging ?? {}).flatMap(([name, path]) =>
    RULES.includes(name) ? [String(path)] : [],
  );
}
