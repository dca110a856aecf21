import pLimit from 'p-limit';
import type { DiskFile } from '../host/disk.ts';
import type { RunDirectory } from '../run-directory/directory.ts';

/** Runs one settling at a time; lines that a failed one left are truncated before the next one. */
export function settlings({ rejected, unresolved, journal }: RunDirectory) {
  const { state } = journal;
  const oneAtATime = pLimit(1);
  return <T>(work: () => Promise<T>): Promise<T> =>
    oneAtATime(async () => {
      await truncateTo(rejected, state.rejectedBytes);
      await truncateTo(unresolved, state.unresolvedBytes);
      return await work();
    });
}

async function truncateTo(file: DiskFile, sizeBytes: number): Promise<void> {
  if (file.sizeBytes > sizeBytes) await file.truncate(sizeBytes);
}
