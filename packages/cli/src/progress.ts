import type { Plugin, Progress } from '@rowferry/core';
import { describeProgress, settledOf } from './progress-text.ts';
import { rateMeter } from './rate-meter.ts';

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
