import { parseExact, stringifyExact, Unreadable } from '@rowferry/core';
import { must, type Rule } from '../rule.ts';
import { open, type Pulled, readAll, sameRecords, sameTold, textOf } from './reading.ts';
import type { SourceSubject } from './subject.ts';

/** What batches hold. */
export const BATCHES: readonly Rule<SourceSubject>[] = [
  {
    name: 'shape',
    promise: 'has a name and a `read`, and is not itself iterable',
    async check({ source }) {
      const made = await source();
      must(typeof made.name === 'string' && made.name !== '', '`name` must be a text');
      must(typeof made.read === 'function', '`read` must be a function');
      must(
        !(Symbol.asyncIterator in made),
        'an iterable is taken for a stream, and `read` ignored',
      );
    },
  },
  {
    name: 'order',
    promise: 'gives every record once, in order',
    async check({ source, records, patienceMs }) {
      const { told } = await readAll(await source(), patienceMs);
      const expected = records.map(textOf);
      sameRecords(
        told.map(({ record }) => record),
        expected,
        'a read from the start',
      );
    },
  },
  {
    name: 'batches',
    promise: 'gives lists of objects, several of them',
    async check({ source, patienceMs }) {
      const { batches } = await readAll(await source(), patienceMs);
      for (const [number, { records }] of batches.entries()) {
        must(Array.isArray(records), `\`records\` of batch ${number} is no list`);
        const strange = records.find(
          (record) => typeof record !== 'object' || record === null || Array.isArray(record),
        );
        must(strange === undefined, `batch ${number} holds what is neither object nor Unreadable`);
      }
      const filled = batches.filter(({ records }) => records.length > 0);
      must(
        filled.length > 1,
        'all records came at once: give the source more content, or bound its batches',
      );
    },
  },
  {
    name: 'fraction',
    promise: 'says how much is read as 0 to 1, and never less than before',
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
    promise: 'names a place of its own for each record, or for none',
    async check({ source, places, patienceMs }) {
      const { told } = await readAll(await source(), patienceMs);
      const found = told.map(({ at }) => at);
      if (places !== undefined) samePlaces(found, places);
      if (found.every((at) => at === undefined)) return;
      const seen = new Map<string, number>();
      for (const [index, at] of found.entries()) {
        must(typeof at === 'string' && /^\S.*$/.test(at), `record ${index} has no place in words`);
        const other = seen.get(at);
        must(other === undefined, `records ${other} and ${index} both stand at ${at}`);
        seen.set(at, index);
      }
    },
  },
  {
    name: 'json',
    promise: 'gives as JSON of a record one line that reads as the record',
    async check({ source, patienceMs }) {
      for (const batch of (await readAll(await source(), patienceMs)).batches) {
        for (const [index, record] of batch.records.entries()) {
          const json = record instanceof Unreadable ? undefined : batch.json?.(index);
          if (json === undefined) continue;
          must(!/[\r\n]/.test(json), 'the JSON of a record has several lines');
          const read = stringifyExact(parseExact(json));
          must(read === textOf(record), `the JSON of ${textOf(record)} reads as ${read}`);
        }
      }
    },
  },
  {
    name: 'again',
    promise: 'gives the same records, places and JSON when it is read again',
    async check({ source, patienceMs }) {
      const made = await source();
      const { told } = await readAll(made, patienceMs);
      sameTold((await readAll(made, patienceMs)).told, told, 'a second read');
    },
  },
  {
    name: 'two-reads',
    promise: 'gives all to each of two reads at once',
    async check({ source, patienceMs }) {
      const made = await source();
      const alone = await readAll(made, patienceMs);
      const { signal } = new AbortController();
      const reads = [open(made, patienceMs, signal), open(made, patienceMs, signal)];
      const given = reads.map((): string[] => []);
      let unfinished = reads.length;
      while (unfinished > 0) {
        unfinished = 0;
        for (const [index, read] of reads.entries()) {
          if (await pullInto(given[index] ?? [], read)) unfinished += 1;
        }
      }
      const expected = alone.told.map(({ record }) => record);
      for (const texts of given) sameRecords(texts, expected, 'one of two reads');
    },
  },
];

function samePlaces(found: readonly (string | undefined)[], places: readonly string[]): void {
  for (const [index, place] of places.entries()) {
    const at = found[index];
    must(
      at === place,
      `record ${index} must stand at ${place}; the source says ${at ?? 'nothing'}`,
    );
  }
  must(found.length === places.length, `${places.length} places for ${found.length} records`);
}

async function pullInto(texts: string[], read: Pulled): Promise<boolean> {
  const batch = await read.pull();
  texts.push(...(batch?.records.map(textOf) ?? []));
  return batch !== undefined;
}
