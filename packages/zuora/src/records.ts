import type { FoundRecord } from '@rowferry/core';
import { encoded, queryOf, segment } from './address.ts';
import type { Call } from './call.ts';
import type { CallOptions, Connection } from './connection.ts';
import { RECORDS_PAGE_SIZE_MAX, URL_BYTES_MAX } from './limits.ts';
import { lookups } from './lookup.ts';
import type { Namespace } from './options.ts';
import { type JsonObject, listOf, objectOf, textOf } from './wire.ts';

/** Bytes reserved in a URL for a cursor, which is the id of a record and always shorter. */
const CURSOR_BYTES_MAX = 128;

/** What to look for. */
export interface RecordQuery {
  readonly object: string;
  /** Default: `default`. */
  readonly namespace?: Namespace | undefined;
  /** A filterable field. */
  readonly column: string;
  /** As in cells: text, numbers and dates alike. Values of up to 255 characters always fit. */
  readonly values: readonly string[];
}

export interface Records {
  /**
   * The stored records whose `column` equals one of `values`, in any order, page by page. Zuora's
   * reads lag behind its writes, and it may match more loosely than by equality, so compare the values.
   */
  find(query: RecordQuery, options?: CallOptions): AsyncIterable<FoundRecord>;
}

export function recordsOf(connection: Connection, baseUrl: string): Records {
  return {
    async *find({ object, namespace = 'default', column, values }, { signal } = {}) {
      const path = `/objects/records/${namespace}/${segment('object', object)}`;
      const emptyQuery = queryOf({ pageSize: RECORDS_PAGE_SIZE_MAX, cursor: '', q: '' });
      const bytesMax = URL_BYTES_MAX - `${baseUrl}${path}?${emptyQuery}`.length - CURSOR_BYTES_MAX;
      const limits = { bytesMax, valuesMax: RECORDS_PAGE_SIZE_MAX };
      for (const lookup of lookups(column, values, limits)) {
        yield* matchesOf(
          connection,
          { purpose: 'read', method: 'GET', path, signal, confidential: true },
          lookup,
        );
      }
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
    const { records, cursor } = await connection.ask({ ...call, query: page }, recordPageOf);
    yield* records;
    if (records.length === 0 || !cursor || cursors.has(cursor)) return;
    cursors.add(cursor);
    page = `pageSize=${RECORDS_PAGE_SIZE_MAX}&cursor=${encoded(cursor)}&q=${lookup}`;
  }
}

function recordPageOf(body: JsonObject) {
  const records = listOf(body['records'])?.map(objectOf);
  if (!records?.every((record) => record !== undefined)) return undefined;
  return { records, cursor: textOf(body['cursor']) };
}
