import { join } from 'node:path';
import type { Disk } from '../host/disk.ts';

/** Finds a file in the folder of a run that cannot exist before the first line of the journal does. */
export async function traceOfWork(disk: Disk, folder: string): Promise<string | undefined> {
  const sizes = (await disk.listFolder(folder)) ?? new Map<string, number>();
  const chunks = [...((await disk.listFolder(join(folder, 'chunks')))?.keys() ?? [])];
  const names = [
    ...['rejected.jsonl', 'unresolved.jsonl'].filter((name) => (sizes.get(name) ?? 0) > 0),
    ...['summary.json', 'retry.json', 'retry.jsonl'].filter((name) => sizes.has(name)),
    ...chunks.map((name) => join('chunks', name)),
  ];
  return names[0] && join(folder, names[0]);
}
