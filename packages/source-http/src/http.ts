import { realWorld, type Source } from '@rowferry/core';
import { type HttpOptions, settingsOf } from './options.ts';
import { readBatches } from './reading.ts';

/**
 * Reads records from a JSON API: arrays at a path in the answers, or JSON lines, page after page.
 *
 * Answers are parsed as they arrive, so that a page may be of any size. Integers beyond 2^53 come as
 * `bigint`, decimals that a double cannot carry as `ExactNumber`. A page that breaks off, and one that
 * the server cannot give for now (408, 425, 429, 5xx), is asked for again; no record of it comes twice.
 * The last batch of a page carries a checkpoint, from which reading goes on with the next page.
 *
 * Options that do not fit are a `TypeError` at once. A page that the server refuses, that is no JSON
 * or too large, that was read before, or that changes while it is read, and a checkpoint that does not
 * fit are a `RowferryError` with the code `SOURCE_FAILED`, when reading meets them.
 */
export function http(options: HttpOptions): Source {
  const settings = settingsOf(options);
  return { name: 'http', read: (options) => readBatches(settings, realWorld, options) };
}
