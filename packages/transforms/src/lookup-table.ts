import { isUtf8 } from 'node:buffer';
import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { suggest } from '@rowferry/core/internal';
import { type Entry, entriesOf } from './lookup-entries.ts';
import { scalarText } from './scalar-text.ts';

/** The fields taken from each entry, by the entry's key. */
export type LookupTable = ReadonlyMap<string, Readonly<Record<string, unknown>>>;

export interface TableOptions {
  readonly key: string;
  /** Fields of an entry, each with the name that it gets in the record. */
  readonly take: readonly (readonly [string, string])[];
  readonly maxBytes: number;
}

/** Reads a whole file. Throws an `Error` that names the file, and never a value, if the file is invalid. */
export async function readTable(path: string, options: TableOptions): Promise<LookupTable> {
  const { key, take, maxBytes } = options;
  const name = basename(path);
  const table = new Map<string, Entry>();
  let number = 0;
  for await (const entry of entriesOf(path, await readBounded(path, maxBytes))) {
    number += 1;
    const missing = [key, ...take.map(([field]) => field)].find(
      (field) => !Object.hasOwn(entry, field),
    );
    if (missing !== undefined) {
      const hint = suggest(missing, Object.keys(entry));
      throw new Error(`entry ${number} of ${name} has no \`${missing}\`${hint}`);
    }
    const value = scalarText(entry[key] ?? {});
    if (value === undefined)
      throw new Error(`\`${key}\` of entry ${number} of ${name} is null, an object or a list`);
    if (table.has(value)) {
      throw new Error(
        `\`${key}\` of entry ${number} of ${name} occurs in an earlier entry; keep one`,
      );
    }
    table.set(value, Object.fromEntries(take.map(([field, becomes]) => [becomes, entry[field]])));
  }
  return table;
}

async function readBounded(path: string, maxBytes: number): Promise<Buffer> {
  const name = basename(path);
  const { size } = await stat(path).catch((error: NodeJS.ErrnoException) => {
    throw new Error(`${path} cannot be read (${error.code}); correct the path`, { cause: error });
  });
  if (size > maxBytes) {
    throw new Error(
      `${name} has ${size} bytes, but at most ${maxBytes} are kept in memory (maxBytes); ` +
        'remove what is not needed from it, or join it in the source',
    );
  }
  const bytes = await readFile(path);
  if (!isUtf8(bytes)) throw new Error(`${name} is not UTF-8; convert it`);
  return bytes;
}
