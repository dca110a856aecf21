import type { Verdict } from '../contract/verdict.ts';
import type { Hooks } from '../hooks.ts';
import type { VerdictsOf } from '../journal/entry.ts';
import type { OpenChunk } from '../journal/open-chunk.ts';
import type { OpenSegment } from '../journal/run-state.ts';
import type { RunDirectory } from '../run-directory/directory.ts';
import { inDoubtVerdicts } from './in-doubt-verdicts.ts';
import { localVerdicts } from './local-verdicts.ts';
import { rowVerdicts } from './row-verdicts.ts';

/** Notifies plugins of the verdicts of a settling, and then removes the files that were kept for this. */
export interface Notifier {
  notifySegment(open: OpenSegment): Promise<void>;
  notifyChunk(open: OpenChunk): Promise<void>;
}

export function notifierOf(directory: RunDirectory, hooks: Hooks): Notifier {
  const { chunks } = directory;
  return {
    async notifySegment({ segment, settled }) {
      if (settled === undefined) return;
      const { rejected, skipped } = chunks.paths(segment.number);
      const verdicts = localVerdicts(chunks, segment, settled, directory);
      await notify('segment', segment.number, verdicts, [rejected, skipped], directory, hooks);
    },
    async notifyChunk({ chunk, inDoubt, settled }) {
      if (settled === undefined) return;
      const { rejected: _, skipped: __, ...own } = chunks.paths(chunk.number);
      const verdicts =
        settled.of === 'in-doubt' && inDoubt !== undefined
          ? inDoubtVerdicts(chunks, inDoubt, settled, directory)
          : rowVerdicts(chunks, chunk, settled, directory);
      const done = Object.values(own);
      if (settled.resolved !== undefined) done.push(chunks.paths(settled.resolved).resolved);
      await notify(settled.of, chunk.number, verdicts, done, directory, hooks);
    },
  };
}

async function notify(
  of: VerdictsOf,
  chunk: number,
  verdicts: AsyncGenerator<Verdict[]>,
  done: readonly string[],
  { chunks, journal }: RunDirectory,
  hooks: Hooks,
): Promise<void> {
  if (hooks.watchesVerdicts) for await (const some of verdicts) await hooks.verdicts(some);
  await journal.append({ type: 'notified', of, chunk });
  for (const path of done) await chunks.disk.removeFile(path);
}
