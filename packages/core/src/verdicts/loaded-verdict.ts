import type { Place } from '../chunks/record-line.ts';
import type { SourceRecord } from '../contract/source.ts';
import type { Verdict } from '../contract/verdict.ts';
import type { StoredBy } from '../in-doubt/resolution.ts';
import { parseExact } from '../values/parse-exact.ts';

/** Most plugins look at few records, so each record is parsed only when it is read. */
export function loadedVerdict(
  { position, at }: Place,
  json: string,
  by: StoredBy | undefined,
): Verdict {
  return {
    position,
    at,
    get record() {
      return parseExact(json) as SourceRecord;
    },
    verdict: 'loaded',
    ...by,
  };
}
