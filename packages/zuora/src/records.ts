import type { FoundRecord } from '@rowferry/core';
import { checkOptions } from '@rowferry/core/internal';
import { encoded, queryOf, segment } from './address.ts';
import type { Call, CallOptions } from './call.ts';
import type { Connection } from './connection.ts';
import { type Filter, filterSchema, queryFor } from './filter.ts';
import { RECORDS_PAGE_SIZE_MAX, URL_BYTES_MAX } from './limits.ts';
import { lookups, tooLong } from './lookup.ts';
import { type JsonObject, listOf, objectOf, textOf } from './wire.ts';

/** Bytes reserved in a URL for a cursor, which is the id of a record and always shorter. */
const CURSOR_BYTES_MAX = 128;

/** What to look for. */
export interface RecordQuery {
  readonly object: string;
  /** A filterable field. */
  readonly column: string;
  /** As in cells: text, numbers and dates alike. Values of up to 255 characters always fit. */
  readonly values: readonly string[];
}

/** Which records of a custom object to select. */
export interface FilterQuery {
  readonly object: string;
  readonly filter: Filter;
}

export interface Records {
  /**
   * The stored records whose `column` equals one of `values`, in any order, page by page. Zuora's
   * reads lag behind its writes, and it may match more loosely than by equality, so compare the values.
   */
  find(query: RecordQuery, options?: CallOptions): AsyncIterable<FoundRecord>;
  /**
   * The stored records that meet the filter of a delete job, in any order, page by page. This is Zuora's
   * query and not the job itself: it lags behind writes, and may ignore the case of a text.
   */
  matching(query: FilterQuery, options?: CallOptions): AsyncIterable<FoundRecord>;
}

export function recordsOf(connection: Connection, baseUrl: string): Records {
  const callFor = (object: string, options: CallOptions = {}): Call => ({
    purpose: 'read',
    method: 'GET',
    path: `/objects/records/default/${segment('object', object)}`,
    confidential: true,
    ...options,
  });
  const queryBytesMax = ({ path }: Call) => {
    const emptyQuery = queryOf({ pageSize: RECORDS_PAGE_SIZE_MAX, cursor: '', q: '' });
    return URL_BYTES_MAX - `${baseUrl}${path}?${emptyQuery}`.length - CURSOR_BYTES_MAX;
  };
  return {
    async *find({ object, column, values }, options) {
      const call = callFor(object, options);
      const limits = { bytesMax: queryBytesMax(call), valuesMax: RECORDS_PAGE_SIZE_MAX };
      for (const lookup of lookups(column, values, limits)) {
        yield* matchesOf(connection, call, lookup);
      }
    },

    async *matching({ object, filter }, options) {
      const query = queryFor(checkOptions('records.matching', filterSchema, filter));
      const call = callFor(object, options);
      if (query.length > queryBytesMax(call)) {
        throw tooLong('The filter is too long to look up the records that it matches.');
      }
      yield* matchesOf(connection, call, query);
    },
  };
}

async function* matchesOf(
  connection: Connection,
  call: Call,
  lookup: string,
): AsyncGenerator<JsonObject, void> {
  const cursors = new Set<string>();
  let page = `pageSize=${RECORDS_PAGE_SIZE_MAX}&q=${lookup}`;
  for (;;) {
    const { records, next } = await connection.ask({ ...call, query: page }, recordPageOf);
    yield* records;
    if (records.length === 0 || next === undefined || cursors.has(next)) return;
    cursors.add(next);
    page = `pageSize=${RECORDS_PAGE_SIZE_MAX}&cursor=${encoded(next)}&q=${lookup}`;
  }
}

/** `undefined` if the body is not a page, or a full one that does not say how to continue: records would be missing. */
function recordPageOf(body: JsonObject) {
  const records = listOf(body['records'])?.map(objectOf);
  if (!records?.every((record) => record !== undefined)) return undefined;
  const cursor = textOf(body['cursor']);
  if (cursor) return { records, next: cursor };
  if (records.length < RECORDS_PAGE_SIZE_MAX) return { records, next: undefined };
  // Not every version of the API answers with a cursor (docs/zuora-api.md, section 7.2).
  const last = records.at(-1);
  const next = textOf(last?.['Id'] ?? last?.['id']);
  return next ? { records, next } : undefined;
}
