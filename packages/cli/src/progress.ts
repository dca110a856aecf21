import type { Plugin, Progress } from '@rowferry/core';
import { describeProgress } from './progress-text.ts';

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

/** In a pipe each line stays. */
const PIPE_MS = 5_000;
const CLEAR = '\r\u001B[K';

/** Prints one line that is overwritten on a terminal, or a plain line every few seconds in a pipe. */
export function progressLine(sink: ProgressSink): ProgressLine {
  let isShown = false;
  let last = '';
  let shownAt = 0;

  const clear = () => {
    if (isShown) sink.write(CLEAR);
    isShown = false;
  };
  const show = (progress: Progress) => {
    // A terminal that does not know its width reports 0.
    const width = sink.isTerminal ? (sink.columns || 80) - 1 : Number.POSITIVE_INFINITY;
    const line = describeProgress(progress, width);
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
    onStart() {
      shownAt = performance.now();
    },
    onProgress(progress) {
      const now = performance.now();
      if (!sink.isTerminal && now - shownAt < PIPE_MS) return;
      shownAt = now;
      show(progress);
    },
    onEnd: clear,
    clear,
  };
}
