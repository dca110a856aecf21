/** What an answer may say about further pages: a path in it, such as `meta.has_more`, or its status. */
interface StopRules {
  /** A flag: `false` on the last page; also as a text, such as `no`, or 0. It must be in every page. */
  readonly more?: string | undefined;
  /** A flag that means the opposite, such as `isLast`: `true` on the last page; also as a text, or 1. */
  readonly done?: string | undefined;
  /** The number of records on all pages together. Fewer records are an error, not the end. */
  readonly total?: string | undefined;
  /**
   * One or several statuses, such as 404, with which the server answers a request for the page after the last one. On
   * the first page they are an error. Not with `scroll`. With a link, or a cursor `at` a path: only statuses that do
   * not also mean that the link or the cursor is too old.
   */
  readonly endStatus?: number | readonly number[] | undefined;
}

/** A parameter that every request carries. */
interface Parameter {
  /** Its name; in a body, its path: `variables.after`. */
  readonly param: string;
  /** The part of the request that contains it. Default: `query`. */
  readonly in?: 'query' | 'body' | undefined;
}

/** A value in place of a cursor or a link, written as in the answer, or as a text. */
type EndValue = string | number | bigint;

interface End {
  /** One or several values that say that no page follows, such as 0, -1 or `"null"`. */
  readonly end?: EndValue | readonly EndValue[] | undefined;
}

/** A cursor, sent as `param` from the second page on. */
interface Cursor extends Parameter {
  readonly by: 'cursor';
  /** Its path in the answer. The last page has none there, null, false, or an empty one. */
  readonly at?: string | undefined;
  /** Instead of `at`: the field of the last record that is the cursor. The last page is empty. */
  readonly last?: string | undefined;
  /** Instead of `at`: the header of the answer that has the cursor. The last page lacks it, or it is empty. */
  readonly header?: string | undefined;
  /**
   * The address of every page but the first, if it is another one; relative to `url`. The query of `url` and `query`
   * are not added to it.
   */
  readonly nextUrl?: string | undefined;
  /** With `POST`: the body of every page but the first, if it is another one. */
  readonly nextBody?: Readonly<Record<string, unknown>> | undefined;
  /**
   * The server itself moves on with each request, as in a scroll: one cursor leads to all pages, and the last page is
   * empty. A page that may have been sent is not requested again, and a restart begins at the first page. Default:
   * false.
   */
  readonly scroll?: boolean | undefined;
}

/** How to find the next page, and which page is the last. */
export type Paging =
  /** The `Link` header with `rel="next"`; the last page has none. */
  | ({ readonly by: 'link' } & StopRules)
  /**
   * A link in the answer at the path `at`: a text, an object with `href`, or a list of links of which one has
   * `rel: next`. The last page has none, null, false, or an empty one.
   */
  | ({ readonly by: 'next'; readonly at: string } & End & StopRules)
  /** A cursor; an empty page with the cursor that led to it is the last, too. */
  | (Cursor & End & StopRules)
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
