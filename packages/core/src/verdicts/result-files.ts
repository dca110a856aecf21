import type { DiskFile } from '../host/disk.ts';

/** The two files that contain verdicts. */
export interface ResultFiles {
  readonly rejected: DiskFile;
  readonly unresolved: DiskFile;
}

const WRITE_BYTES = 1024 * 1024;

/** Appends lines in large blocks; `finish` makes them durable. */
export function appender(file: DiskFile): {
  add(line: string): Promise<void>;
  finish(): Promise<void>;
} {
  let lines: string[] = [];
  let size = 0;
  let hasWritten = false;
  const flush = async () => {
    const block = Buffer.from(lines.join(''));
    lines = [];
    size = 0;
    hasWritten = true;
    await file.append(block);
  };
  return {
    async add(line) {
      lines.push(line);
      size += line.length;
      if (size >= WRITE_BYTES) await flush();
    },
    async finish() {
      if (lines.length > 0) await flush();
      if (hasWritten) await file.sync();
    },
  };
}
