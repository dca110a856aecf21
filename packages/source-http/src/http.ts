import { realWorld, type Source } from '@rowferry/core';
import { digestOf } from '@rowferry/core/internal';
import type { HttpOptions } from './options.ts';
import { readBatches } from './reading.ts';
import { deciding, requested } from './requested.ts';
import { settingsOf } from './settings.ts';

/**
 * Reads records from a JSON API: arrays at a path in the answers, objects by key, rows, or JSON lines, one page after
 * another.
 *
 * Answers are parsed as they arrive, so a page may be of any size. Integers beyond 2^53 become `bigint`,
 * decimals that a double cannot represent become `ExactNumber`. A page that breaks off, or that the server
 * cannot send at the moment (408, 425, 429, 5xx, or 403 with `Retry-After`), is requested again; no record is read twice. The last
 * batch of a page has a checkpoint, from which reading continues with the next page.
 *
 * Invalid options throw a `TypeError` at once. A page that the server refuses, that is not JSON or too
 * large, that was read before, or that changes while it is read, ends the read with a `RowferryError` with
 * the code `SOURCE_FAILED`; a checkpoint that does not fit ends it with `SOURCE_CHANGED`.
 */
export function http(options: HttpOptions): Source {
  const settings = settingsOf(options);
  const { format, maxRecordBytes } = settings;
  return {
    name: 'http',
    identity: async () => digestOf(requested(settings)),
    decides: { ...deciding(settings), format, maxRecordBytes },
    read: (options) => readBatches(settings, realWorld, options),
  };
}
