import type { Dispatcher } from 'undici';
import { putParameter, shown } from './address.ts';
import type { HttpOptions } from './options.ts';
import { type CheckedOptions, checkedOptions } from './options-schema.ts';
import type { Paging } from './paging-options.ts';

/** The options of `http`, with all defaults filled in. */
export interface Settings {
  readonly urls: readonly URL[];
  /** The addresses as shown in messages and locations. */
  readonly shownUrls: readonly string[];
  readonly method: 'GET' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
  readonly format: 'json' | 'jsonl';
  readonly records: string;
  readonly recordsOptional: boolean;
  readonly keyed: boolean | string | undefined;
  readonly rowHeader: true | string | undefined;
  readonly paging: Paging | undefined;
  readonly requestsPerSecond: number;
  readonly timeoutMs: number;
  readonly attemptsMax: number;
  readonly retryDeadlineMs: number;
  readonly allowOrigins: readonly string[];
  readonly originAliases: readonly string[];
  readonly maxRecordBytes: number;
  readonly maxPageBytes: number;
  readonly dispatcher: Dispatcher | undefined;
  readonly batchRecordsMax?: number;
}

/** What decides how a page of JSON is read. */
export type JsonPageSettings = Pick<
  Settings,
  'records' | 'recordsOptional' | 'keyed' | 'rowHeader' | 'paging' | 'maxRecordBytes'
>;

/** Checks the options of `http`. Throws a `TypeError` if they are invalid. */
export function settingsOf(given: unknown): Settings {
  const options = checkedOptions(given);
  const { body, format, method, paging, dispatcher } = options;
  const urls = [options.url].flat().map((url) => withQuery(new URL(url), options.query));
  return {
    urls,
    shownUrls: urls.map(shown),
    method,
    headers: headersOf(options),
    body,
    format,
    records: options.records ?? '',
    recordsOptional: options.recordsOptional,
    keyed: options.keyed,
    rowHeader: options.rowHeader,
    paging,
    requestsPerSecond: options.requestsPerSecond ?? Number.POSITIVE_INFINITY,
    timeoutMs: options.timeoutSeconds * 1000,
    attemptsMax: options.attemptsMax,
    retryDeadlineMs: options.retryDeadlineSeconds * 1000,
    allowOrigins: options.allowOrigins.map(originOf),
    originAliases: options.originAliases.map(originOf),
    maxRecordBytes: options.maxRecordBytes,
    maxPageBytes: options.maxPageBytes,
    dispatcher,
  };
}

function originOf(address: string): string {
  return new URL(address).origin;
}

function withQuery(url: URL, query: NonNullable<HttpOptions['query']>): URL {
  url.hash = '';
  for (const [name, value] of Object.entries(query)) putParameter(url, name, String(value));
  return url;
}

function headersOf(options: CheckedOptions): Record<string, string> {
  const { token, username, password, format, method, body } = options;
  const headers = new Map([
    [
      'accept',
      format === 'json' ? 'application/json, */*;q=0.5' : 'application/x-ndjson, */*;q=0.5',
    ],
    ['user-agent', 'rowferry'],
  ]);
  if (method === 'POST' && typeof body !== 'string')
    headers.set('content-type', 'application/json');
  if (token !== undefined) headers.set('authorization', `Bearer ${token}`);
  if (username !== undefined) {
    const login = Buffer.from(`${username}:${password}`).toString('base64');
    headers.set('authorization', `Basic ${login}`);
  }
  for (const [name, value] of Object.entries(options.headers))
    headers.set(name.toLowerCase(), value);
  return Object.fromEntries(headers);
}
