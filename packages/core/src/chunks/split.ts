import type { Disk } from '../disk.ts';
import { linesOf } from '../run/lines.ts';
import { type Chunk, chunkPaths, type FileWriter, fileWriter } from './chunk.ts';
import { csvRows } from './csv.ts';

/** Writes the two halves of a chunk as chunks of their own; they are durable when it returns. */
export async function splitChunk(
  disk: Disk,
  folder: string,
  chunk: Chunk,
  nextNumber: () => number,
): Promise<readonly [Chunk, Chunk]> {
  const paths = chunkPaths(folder, chunk.number);
  const file = await disk.readFile(paths.csv);
  const rows = csvRows(file);
  const middle = Math.ceil(rows.count / 2);
  const headerBytes = rows.offset(0);
  const header = file.subarray(0, headerBytes);
  const halves = [
    { from: 0, to: middle, bytes: file.subarray(headerBytes, rows.offset(middle)) },
    { from: middle, to: rows.count, bytes: file.subarray(rows.offset(middle)) },
  ] as const;
  const write = async ({ from, to, bytes }: (typeof halves)[number]): Promise<Chunk> => {
    const number = nextNumber();
    const into = chunkPaths(folder, number);
    const csv = fileWriter(disk, into.csv);
    await csv.add(text(header));
    await csv.add(text(bytes));
    await csv.finish();
    await copyLines(disk, paths.records, fileWriter(disk, into.records), from, to);
    return { number, rows: to - from, bytes: csv.sizeBytes };
  };
  const parts = [await write(halves[0]), await write(halves[1])] as const;
  await disk.syncFolder(folder);
  return parts;
}

async function copyLines(
  disk: Disk,
  path: string,
  into: FileWriter,
  from: number,
  to: number,
): Promise<void> {
  let first = 0;
  for await (const lines of linesOf(disk.readBlocks(path))) {
    const wanted = lines.slice(Math.max(0, from - first), Math.max(0, to - first));
    if (wanted.length > 0) await into.add(`${wanted.join('\n')}\n`);
    first += lines.length;
  }
  await into.finish();
}

function text(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString();
}
