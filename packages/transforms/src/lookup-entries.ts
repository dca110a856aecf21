import { basename, extname } from 'node:path';
import { parseExact } from '@rowferry/core';
import { CsvError, parse } from 'csv-parse';

export const FILE_TYPES: readonly string[] = ['.csv', '.jsonl', '.ndjson', '.json'];

export type Entry = Readonly<Record<string, unknown>>;

/** The entries of a file, by the type that its name ends in. */
export function entriesOf(path: string, bytes: Buffer): AsyncIterable<Entry> {
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
