import type { Verdict } from '../contract/verdict.ts';
import type { Hooks } from '../hooks.ts';
import type { OpenChunk } from '../journal/open-chunk.ts';
import type { OpenCut } from '../journal/state.ts';
import type { RunDirectory } from '../run-directory/directory.ts';
import { inDoubtVerdicts, localVerdicts, rowVerdicts } from './notify.ts';

/** Tells plugins the verdicts of a settling, and then removes the files that were kept for that. */
export interface Notifier {
  notifySegment(open: OpenCut): Promise<void>;
  notifyChunk(open: OpenChunk): Promise<void>;
}

export function notifierOf(directory: RunDirectory, hooks: Hooks): Notifier {
  const { chunks } = directory;
  return {
    async notifySegment({ cut, settled }) {
      if (settled === undefined) return;
      const { rejected, skipped } = chunks.paths(cut.number);
      const verdicts = localVerdicts(chunks, cut, settled, directory);
      await tell(cut.number, undefined, verdicts, [rejected, skipped], directory, hooks);
    },
    async notifyChunk({ chunk, doubted, settled }) {
      if (settled === undefined) return;
      const { rejected: _, skipped: __, ...own } = chunks.paths(chunk.number);
      const verdicts =
        doubted === undefined
          ? rowVerdicts(chunks, chunk, settled, directory)
          : inDoubtVerdicts(chunks, doubted, settled, directory);
      await tell(chunk.number, settled.job, verdicts, Object.values(own), directory, hooks);
    },
  };
}

async function tell(
  chunk: number,
  job: string | undefined,
  verdicts: AsyncGenerator<Verdict[]>,
  done: readonly string[],
  { chunks, journal }: RunDirectory,
  hooks: Hooks,
): Promise<void> {
  if (hooks.watchesVerdicts) for await (const some of verdicts) await hooks.verdicts(some);
  await journal.append({ type: 'told', chunk, ...(job !== undefined && { job }) });
  for (const path of done) await chunks.disk.removeFile(path);
}
