import type { Plugin, Progress } from '@rowferry/core';
import { clock, count, counted } from './numbers.ts';

/** How a line of progress reaches people. */
export interface ProgressSink {
  /** Whether a line can be written over by the next one. */
  readonly isTerminal: boolean;
  readonly columns?: number | undefined;
  write(text: string): void;
}

/** The progress of a run, as a plugin that a stranger could have written. */
export interface ProgressLine extends Plugin {
  /** Removes the line, so that other text can stand in its place until the next refresh. */
  clear(): void;
}

const TERMINAL_MS = 200;
const PIPE_MS = 5_000;
/** The rate is that of the last seconds, not of the whole run. */
const RATE_MS = 10_000;
/** Before the first jobs have ended, a rate foretells nothing. */
const SETTLED_SHARE_MIN = 0.02;
const CLEAR = '\r\u001B[K';

/** One line that is written over on a terminal; a plain line now and then in a pipe. */
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
    const line = describeProgress(progress, meter.rate(settledOf(progress), performance.now()));
    if (sink.isTerminal) {
      sink.write(`${CLEAR}${line.slice(0, (sink.columns ?? 80) - 1)}`);
      isShown = true;
    } else if (line !== last) {
      sink.write(`${line}\n`);
    }
    last = line;
  };
  return {
    name: 'progress-line',
    onStart({ progress }) {
      meter.rate(0, performance.now());
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

/** `1,203 records · 412 rows/s · 3 in progress, 1 pending · 12 rejected · 0:42 left`. */
export function describeProgress(progress: Progress, rowsPerSecond: number): string {
  const { records, pulled, jobs, fraction } = progress;
  const settled = settledOf(progress);
  const parts = [
    `${counted(settled, 'record')}${pulled > settled ? ` of ${count(pulled)} read` : ''}`,
    `${count(rowsPerSecond)} rows/s`,
  ];
  const states = Object.entries(jobs).map(([status, n]) => `${n} ${status.replaceAll('_', ' ')}`);
  if (states.length > 0) parts.push(`jobs: ${states.join(', ')}`);
  parts.push(`${count(records.rejected)} rejected`);
  if (records.unresolved > 0) parts.push(`${count(records.unresolved)} unresolved`);
  const total = fraction !== undefined && fraction > 0 ? pulled / fraction : undefined;
  if (total !== undefined && rowsPerSecond > 0 && settled > total * SETTLED_SHARE_MIN) {
    parts.push(`ETA ${clock((total - settled) / rowsPerSecond)}`);
  }
  return parts.join(' · ');
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
