import { isUtf8 } from 'node:buffer';
import { readFile, stat } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { parseExact, suggest } from '@rowferry/core';
import { CsvError, parse } from 'csv-parse';
import { scalarText } from './map-values.ts';

export const FILE_TYPES: readonly string[] = ['.csv', '.jsonl', '.ndjson', '.json'];

/** The fields taken from each entry, by the entry's key. */
export type LookupTable = ReadonlyMap<string, Readonly<Record<string, unknown>>>;

export interface TableOptions {
  readonly key: string;
  /** Fields of an entry, each with the name that it gets in the record. */
  readonly take: readonly (readonly [string, string])[];
  readonly maxBytes: number;
}

type Entry = Readonly<Record<string, unknown>>;

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

function entriesOf(path: string, bytes: Buffer): AsyncIterable<Entry> {
  const name = basename(path);
  const type = extname(path).toLowerCase();
  if (type === '.csv') return csvEntries(name, bytes);
  const text = bytes.toString().replace(/^\uFEFF/, '');
  return type === '.json' ? jsonEntries(name, text) : lineEntries(name, text);
}

/** Passes on only the code and the line of an error: the messages of csv-parse may quote a value. */
async function* csvEntries(name: string, bytes: Buffer): AsyncGenerator<Entry> {
  const parser = parse({
    bom: true,
    skip_empty_lines: true,
    columns: (header) => checkColumns(header),
  });
  parser.end(bytes);
  try {
    for await (const entry of parser) yield entry;
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new Error(`${name} is not CSV near line ${error['lines']} (${error.code})`);
  }
  function checkColumns(header: readonly string[]): string[] {
    const duplicate = header.find((column, index) => header.indexOf(column) < index);
    if (duplicate !== undefined)
      throw new Error(`${name} has two columns \`${duplicate}\`; keep one`);
    return [...header];
  }
}

async function* jsonEntries(name: string, text: string): AsyncGenerator<Entry> {
  const list = parsed(text, name);
  if (!Array.isArray(list)) throw new Error(`${name} is not a JSON array of objects`);
  for (const [index, entry] of list.entries())
    yield objectOf(entry, `entry ${index + 1} of ${name}`);
}

async function* lineEntries(name: string, text: string): AsyncGenerator<Entry> {
  for (const [index, line] of text.split('\n').entries()) {
    const place = `${name}:${index + 1}`;
    if (line.trim() !== '') yield objectOf(parsed(line, place), place);
  }
}

function parsed(text: string, place: string): unknown {
  try {
    return parseExact(text);
  } catch {
    throw new Error(`${place} is not JSON`);
  }
}

function objectOf(value: unknown, place: string): Entry {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Entry;
  throw new Error(`${place} is not an object`);
}
