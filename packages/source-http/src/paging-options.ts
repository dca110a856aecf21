/** What an answer may say about further pages. Each rule is a path in the answer: `meta.has_more`. */
interface StopRules {
  /** A boolean: `false` on the last page. */
  readonly more?: string | undefined;
  /** The number of records on all pages together. Fewer records are an error, not the end. */
  readonly total?: string | undefined;
}

/** A parameter that every request carries. */
interface Parameter {
  /** Its name; in a body, its path: `variables.after`. */
  readonly param: string;
  /** The part of the request that contains it. Default: `query`. */
  readonly in?: 'query' | 'body' | undefined;
}

/** How to find the next page, and which page is the last. */
export type Paging =
  /** The `Link` header with `rel="next"`; the last page has none. */
  | ({ readonly by: 'link' } & StopRules)
  /** A link in the answer at the path `at`; the last page has none, null, or an empty one. */
  | ({ readonly by: 'next'; readonly at: string } & StopRules)
  /**
   * A cursor, sent as `param` from the second page on. It is at the path `at` in the answer, and the last
   * page has none, null, false, or an empty one; or it is the field `last` of the last record, and the
   * last page is empty.
   */
  | ({
      readonly by: 'cursor';
      readonly at?: string | undefined;
      readonly last?: string | undefined;
    } & Parameter &
      StopRules)
  /** A page number, from `first` (default: 1) on; the last page is empty, or has the number `pages`. */
  | ({
      readonly by: 'page';
      readonly first?: number | undefined;
      /** The path of the number of pages in the answer. */
      readonly pages?: string | undefined;
    } & Parameter &
      StopRules)
  /** The number of records before the page, from `first` (default: 0) on; the last page is empty. */
  | ({ readonly by: 'offset'; readonly first?: number | undefined } & Parameter & StopRules);
