import type { Dispatcher } from 'undici';
import type { Paging } from './paging-options.ts';

/** What {@link http} requests, where it finds records in the answers, and how long it attempts. */
export interface HttpOptions {
  /**
   * One or several addresses, read one after another, each with its own pages. Messages and locations show an
   * address without its query, and of its path only words and numbers: put a secret into a header.
   */
  readonly url: string | readonly string[];
  /** `POST` is for searches: every request must only read, since it may be sent again. Default: `GET`. */
  readonly method?: 'GET' | 'POST' | undefined;
  /** Sent with every request to the origin of `url`, and to no other. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Parameters that are added to the query of `url`. */
  readonly query?: Readonly<Record<string, string | number | bigint | boolean>> | undefined;
  /** With `POST`: a string is sent unchanged, anything else as JSON. */
  readonly body?: unknown;
  /** A bearer token, sent where `headers` are sent. */
  readonly token?: string | undefined;
  /** With `password`: basic authentication, sent where `headers` are sent. */
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  /** `json`: one JSON document per page. `jsonl`: one JSON object per line. Default: `json`. */
  readonly format?: 'json' | 'jsonl' | undefined;
  /** The path of the array of records in the answer: `data.items`. Default: the answer itself. */
  readonly records?: string | undefined;
  /**
   * An answer without that array is a page without records, unless it contains another list of objects, or says itself
   * that it failed. Default: false: only an answer that contains nothing but what belongs to a page is one.
   */
  readonly recordsOptional?: boolean | undefined;
  /**
   * `true`: the records are the values of an object instead of the elements of an array. The name of a field: the same,
   * and it gets the key of each record, as a text. `false`: an object is always one record. Default: an object is one
   * record unless it looks like several.
   */
  readonly keyed?: boolean | string | undefined;
  /**
   * The records are rows: arrays of values. `true`, without `paging`: the first row has their names. A path: that of the
   * array of names in the answer; if the array contains objects, it goes on to the name in each: `meta.columns.name`.
   */
  readonly rowHeader?: true | string | undefined;
  /** How to find the next page. Default: there is one page. */
  readonly paging?: Paging | undefined;
  /** The most requests per second, including repeated ones. Default: no limit. */
  readonly requestsPerSecond?: number | undefined;
  /** How long to wait for an answer to begin, or to continue. Default: 60. */
  readonly timeoutSeconds?: number | undefined;
  /** Attempts at one page without progress. An answer with `Retry-After` costs none. Default: 8. */
  readonly attemptsMax?: number | undefined;
  /**
   * How long one page is tried again without progress. Waits that the server asks for are added to it, up
   * to an hour in total. Default: 900.
   */
  readonly retryDeadlineSeconds?: number | undefined;
  /**
   * Origins, such as `https://files.example.com`, to which redirects and next links may lead, in
   * addition to that of `url`. They get neither `headers` nor a login.
   */
  readonly allowOrigins?: readonly string[] | undefined;
  /**
   * Origins by which the server calls itself, such as `http://legacy.internal` behind a proxy. Redirects and next
   * links to them are requested from the origin of `url` instead, with `headers` and the login.
   */
  readonly originAliases?: readonly string[] | undefined;
  /**
   * Allows `http:` to another machine, for `url` and `allowOrigins`: everyone on the way can read logins and records.
   * Default: false.
   */
  readonly insecure?: boolean | undefined;
  /** A longer record is rejected; in bytes of its JSON. Default: 64 MiB. */
  readonly maxRecordBytes?: number | undefined;
  /** A longer answer ends the read; in bytes after decompression. Default: 4 GiB. */
  readonly maxPageBytes?: number | undefined;
  /** An undici 7 dispatcher, for proxies and tests. Default: an `Agent` for each read. */
  readonly dispatcher?: Dispatcher | undefined;
}
