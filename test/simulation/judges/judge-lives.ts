import { codeOf } from '../run/ending.ts';
import type { Act } from '../run/process.ts';
import type { Lived, Ran } from '../run/ran.ts';

/** Holds the way from process to process against what resume promises. */
export function judgeLives(ran: Ran): string[] {
  const { lives, seeded } = ran;
  return [
    ...lives.flatMap((lived, index) => {
      const isFull = seeded.disk.full?.process === index + 1;
      // Where another process wants the run as well, either may get it.
      const isContested = seeded.intruder?.process === index + 1;
      if (isContested && codeOf(lived) === 'RUN_LOCKED') return [];
      return judgeLived(lived, lives[index - 1], isFull).map((fault) => {
        return `process ${index + 1} (${lived.entry}) ${fault}`;
      });
    }),
    ...judgeIntrusion(ran),
    ...judgeAgain(ran),
  ];
}

function judgeLived(
  { entry, ending, readOther, requestsBefore }: Lived,
  before: Lived | undefined,
  isDiskFull: boolean,
): string[] {
  const code = codeOf({ ending });
  if (ending.status === 'threw') return [`threw ${textOf(ending.error)}`];
  if (code === 'SOURCE_CHANGED') return readOther ? [] : ['takes the same source for another'];
  if (readOther && ending.status === 'completed') return ['takes another source for the same'];
  if (ending.status !== 'refused') return [];
  if (code === 'DISK_FAILED' && isDiskFull) return [];
  if (code === 'RUN_UNKNOWN' && entry === 'resume') {
    return requestsBefore === 0 ? [] : ['has forgotten a run that had begun'];
  }
  // A start that died may have left a run, which is then resumed.
  if (code === 'RUN_EXISTS' && entry === 'migrate') {
    const isKnown = before === undefined || codeOf(before) !== 'RUN_UNKNOWN';
    return isKnown ? [] : ['begins no run where none could be resumed'];
  }
  return [`is refused: ${textOf(ending.error)}`];
}

/** Of two processes one has the run: the other is told so, or takes over when the first is done. */
function judgeIntrusion({ intrusion }: Ran): string[] {
  if (intrusion === undefined) return [];
  const { ending, acts, others } = intrusion;
  const faults = [...within(acts, others), ...within(others, acts)].map(
    ({ what }) => `two processes were at it when one did this: ${what}`,
  );
  if (ending === undefined || acts.length > 0) return faults;
  const code = codeOf({ ending });
  if (ending.status === 'completed' || code === 'RUN_LOCKED' || code === 'RUN_UNKNOWN')
    return faults;
  return [...faults, `a second process ended as ${ending.status} ${textOf(ending.error)}`];
}

/** What one process did after the first and before the last that another did. */
function within(acts: readonly Act[], others: readonly Act[]): readonly Act[] {
  const [first, last] = [others[0], others.at(-1)];
  if (first === undefined || last === undefined) return [];
  return acts.filter(({ order }) => order > first.order && order < last.order);
}

function judgeAgain({ again, ending, requests, seeded, lives }: Ran): string[] {
  if (again === undefined) return [];
  const isContested = seeded.intruder?.process === lives.length + 1;
  if (isContested && codeOf(again) === 'RUN_LOCKED') return [];
  const [first, second] = [ending.summary, again.ending.summary];
  const isSame = JSON.stringify(first) === JSON.stringify(second);
  return [
    ...(again.ending.status === 'completed'
      ? []
      : [
          `resumed when it was completed, and ${again.ending.status} ${textOf(again.ending.error)}`,
        ]),
    ...(isSame ? [] : ['resumed when it was completed, and has another summary']),
    ...(requests === again.requestsBefore ? [] : ['sent requests when it was completed']),
  ];
}

function textOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error ?? '');
}
