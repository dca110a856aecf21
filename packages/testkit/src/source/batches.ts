import { parseExact, stringifyExact, Unreadable } from '@rowferry/core';
import { digestOf, jsonTextOf } from '@rowferry/core/internal';
import { must, type Rule } from '../rule.ts';
import { open, type Pulled } from './pulled.ts';
import { readAll } from './reading.ts';
import { textOf } from './record-text.ts';
import { sameReading, sameRecords } from './same-reading.ts';
import type { SourceSubject } from './subject.ts';

/** Rules about the content of batches. */
export const BATCHES: readonly Rule<SourceSubject>[] = [
  {
    name: 'shape',
    promise: 'has a name and a `read`, and is not itself iterable',
    async check({ source }) {
      const made = await source();
      must(typeof made.name === 'string' && made.name !== '', '`name` must be a non-empty string');
      must(typeof made.read === 'function', '`read` must be a function');
      must(
        !(Symbol.asyncIterator in made),
        'the source must not be iterable: it would be treated as a stream, and `read` ignored',
      );
    },
  },
  {
    name: 'order',
    promise: 'yields every record once, in order',
    async check({ source, records, patienceMs }) {
      const { records: actual } = await readAll(await source(), patienceMs);
      const expected = records.map(textOf);
      sameRecords(
        actual.map(({ record }) => record),
        expected,
        'a read from the start',
      );
    },
  },
  {
    name: 'batches',
    promise: 'yields several batches, each a list of objects',
    async check({ source, patienceMs }) {
      const { batches } = await readAll(await source(), patienceMs);
      for (const [number, { records }] of batches.entries()) {
        must(Array.isArray(records), `\`records\` of batch ${number} is not an array`);
        const invalid = records.find(
          (record) => typeof record !== 'object' || record === null || Array.isArray(record),
        );
        must(
          invalid === undefined,
          `batch ${number} has an item that is neither object nor Unreadable`,
        );
      }
      const filled = batches.filter(({ records }) => records.length > 0);
      must(
        filled.length > 1,
        'all records came in one batch: use more content, or limit the size of batches',
      );
    },
  },
  {
    name: 'fraction',
    promise: 'reports the fraction read as 0 to 1, never less than before',
    async check({ source, patienceMs }) {
      let before = 0;
      for (const { fraction = before } of (await readAll(await source(), patienceMs)).batches) {
        must(fraction >= before && fraction <= 1, `\`fraction\` is ${fraction}, after ${before}`);
        before = fraction;
      }
    },
  },
  {
    name: 'locate',
    promise: 'names a different place for each record, or no places at all',
    async check({ source, places, patienceMs }) {
      const { records } = await readAll(await source(), patienceMs);
      const found = records.map(({ at }) => at);
      if (places !== undefined) samePlaces(found, places);
      if (found.every((at) => at === undefined)) return;
      const seen = new Map<string, number>();
      for (const [index, at] of found.entries()) {
        must(
          typeof at === 'string' && /^\S.*$/.test(at),
          `the place of record ${index} is not a one-line text`,
        );
        const other = seen.get(at);
        must(other === undefined, `records ${other} and ${index} have the same place ${at}`);
        seen.set(at, index);
      }
    },
  },
  {
    name: 'json',
    promise: 'returns the JSON of a record as one line that parses to the same record',
    async check({ source, patienceMs }) {
      for (const batch of (await readAll(await source(), patienceMs)).batches) {
        for (const [index, record] of batch.records.entries()) {
          const json = record instanceof Unreadable ? undefined : jsonTextOf(batch.json, index);
          if (json === undefined) continue;
          must(!/[\r\n]/.test(json), 'the JSON of a record has several lines');
          const read = stringifyExact(parseExact(json));
          must(read === textOf(record), `the JSON of ${textOf(record)} parses to ${read}`);
        }
      }
    },
  },
  {
    name: 'again',
    promise: 'yields the same records, places and JSON when it is read again',
    async check({ source, patienceMs }) {
      const made = await source();
      const { records } = await readAll(made, patienceMs);
      sameReading((await readAll(made, patienceMs)).records, records, 'a second read');
    },
  },
  {
    name: 'two-reads',
    promise: 'yields everything to each of two concurrent reads',
    async check({ source, patienceMs }) {
      const made = await source();
      const alone = await readAll(made, patienceMs);
      const { signal } = new AbortController();
      const reads = [open(made, patienceMs, signal), open(made, patienceMs, signal)];
      const texts = reads.map((): string[] => []);
      let unfinished = reads.length;
      while (unfinished > 0) {
        unfinished = 0;
        for (const [index, read] of reads.entries()) {
          if (await pullInto(texts[index] ?? [], read)) unfinished += 1;
        }
      }
      const expected = alone.records.map(({ record }) => record);
      for (const actual of texts) sameRecords(actual, expected, 'one of two reads');
    },
  },
  {
    name: 'identity',
    promise: 'has the same identity each time its content is the same, or none',
    async check({ source }) {
      const { signal } = new AbortController();
      const [one, other] = [await source(), await source()];
      const first = await one.identity?.({ signal });
      must(first !== '', 'the identity is empty; return undefined if it is not known');
      const second = await other.identity?.({ signal });
      must(first === second, 'two sources over the same content have different identities');
    },
  },
  {
    name: 'decides',
    promise: 'says the same each time of what decides its records, or nothing',
    async check({ source }) {
      const [one, other] = [await source(), await source()];
      must(
        digestOf(one.decides) === digestOf(other.decides),
        'two sources with the same options have different `decides`',
      );
    },
  },
];

function samePlaces(found: readonly (string | undefined)[], places: readonly string[]): void {
  for (const [index, place] of places.entries()) {
    const at = found[index];
    must(at === place, `expected the place of record ${index} to be ${place}; got ${at ?? 'none'}`);
  }
  must(
    found.length === places.length,
    `expected ${places.length} records, one for each place; got ${found.length}`,
  );
}

async function pullInto(texts: string[], read: Pulled): Promise<boolean> {
  const batch = await read.pull();
  texts.push(...(batch?.records.map(textOf) ?? []));
  return batch !== undefined;
}
