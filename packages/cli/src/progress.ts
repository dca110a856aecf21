import type { Plugin, Progress } from '@rowferry/core';
import { clock, count, counted } from './numbers.ts';

/** Where the progress line is printed. */
export interface ProgressSink {
  /** Whether the next line can overwrite this one. */
  readonly isTerminal: boolean;
  readonly columns?: number | undefined;
  write(text: string): void;
}

/** The progress of a run, as a plugin that uses only the public interface. */
export interface ProgressLine extends Plugin {
  /** Removes the line, so that other text can be printed before the next refresh. */
  clear(): void;
}

const TERMINAL_MS = 200;
const PIPE_MS = 5_000;
/** The rate covers the last seconds, not the whole run. */
const RATE_MS = 10_000;
/** Before the first jobs have ended, the rate predicts nothing. */
const SETTLED_SHARE_MIN = 0.02;
const CLEAR = '\r\u001B[K';

/** Prints one line that is overwritten on a terminal, or a plain line every few seconds in a pipe. */
export function progressLine(sink: ProgressSink): ProgressLine {
  const meter = rateMeter();
  let timer: NodeJS.Timeout | undefined;
  let isShown = false;
  let last = '';

  const clear = () => {
    if (isShown) sink.write(CLEAR);
    isShown = false;
  };
  const show = (progress: Progress) => {
    // A terminal that does not know its width reports 0.
    const width = sink.isTerminal ? (sink.columns || 80) - 1 : Number.POSITIVE_INFINITY;
    const rate = meter.rate(settledOf(progress), performance.now());
    const line = describeProgress(progress, rate, width);
    if (sink.isTerminal) {
      sink.write(`${CLEAR}${line.slice(0, width)}`);
      isShown = true;
    } else if (line !== last) {
      sink.write(`${line}\n`);
    }
    last = line;
  };
  return {
    name: 'progress-line',
    onStart({ progress }) {
      // The rate excludes what an earlier process settled.
      meter.rate(settledOf(progress()), performance.now());
      timer = setInterval(() => show(progress()), sink.isTerminal ? TERMINAL_MS : PIPE_MS);
      timer.unref();
    },
    onEnd() {
      clearInterval(timer);
      clear();
    },
    clear,
  };
}

/**
 * `1,203 of 5,000 records settled · 12 rejected · 412 rows/s · ETA 0:42 · jobs: 3 in progress`. If
 * `width` is too small, the number of jobs replaces their statuses, or jobs are left out.
 */
export function describeProgress(
  progress: Progress,
  rowsPerSecond: number,
  width: number = Number.POSITIVE_INFINITY,
): string {
  const { records, pulled, jobs, fraction } = progress;
  const settled = settledOf(progress);
  const ofPulled = pulled > settled ? `${count(settled)} of ${counted(pulled, 'record')}` : '';
  const parts = [
    `${ofPulled || counted(settled, 'record')} settled`,
    `${count(records.rejected)} rejected`,
    ...(records.unresolved > 0 ? [`${count(records.unresolved)} unresolved`] : []),
    `${count(rowsPerSecond)} rows/s`,
  ];
  const total = fraction !== undefined && fraction > 0 ? pulled / fraction : undefined;
  const isPredictable =
    total !== undefined && total > settled && settled > total * SETTLED_SHARE_MIN;
  if (isPredictable && rowsPerSecond > 0) {
    parts.push(`ETA ${clock((total - settled) / rowsPerSecond)}`);
  }
  const line = parts.join(' · ');
  const states = Object.entries(jobs);
  const running = states.reduce((sum, [, n]) => sum + n, 0);
  const inWords = states.map(([status, n]) => `${n} ${status.replaceAll('_', ' ')}`).join(', ');
  const endings = running === 0 ? [] : [` · jobs: ${inWords}`, ` · ${counted(running, 'job')}`];
  return line + (endings.find((ending) => line.length + ending.length <= width) ?? '');
}

function settledOf({ records }: Progress): number {
  return records.loaded + records.rejected + records.skipped + records.unresolved;
}

function rateMeter(): { rate(settled: number, nowMs: number): number } {
  const samples: { readonly settled: number; readonly atMs: number }[] = [];
  return {
    rate(settled, nowMs) {
      samples.push({ settled, atMs: nowMs });
      while ((samples[1]?.atMs ?? nowMs) < nowMs - RATE_MS) samples.shift();
      const [first] = samples;
      if (first === undefined || nowMs === first.atMs) return 0;
      return ((settled - first.settled) * 1000) / (nowMs - first.atMs);
    },
  };
}
