import { RowferryError } from '../contract/errors.ts';
import type { Disk } from '../host/disk.ts';
import { linesOf } from '../host/lines.ts';
import { parseExact } from '../values/exact-json.ts';

/** The fields of a line of `rejected.jsonl` or `unresolved.jsonl` that a retry needs. */
export interface ResultLine {
  readonly position?: unknown;
  readonly at: string;
  readonly record?: unknown;
  readonly by?: unknown;
  readonly errors?: readonly { readonly code?: unknown }[];
  readonly reason?: unknown;
  readonly key?: string;
}

export interface NumberedLine {
  /** From 1. */
  readonly number: number;
  readonly line: ResultLine;
  /** Whether its record is not the one that was read; if this is absent, {@link isLossy} decides. */
  readonly isLost?: boolean;
}

/** JSON has no NaN and no infinity: the line does not contain the original record. */
export function isLossy({ errors = [] }: ResultLine): boolean {
  return errors.some(({ code }) => code === 'NUMBER_NOT_FINITE');
}

/** How many lines are looked up together. */
const LINES_AT_A_TIME = 1000;

/** The lines of a result file, some at a time. Rejects with `RETRY_REFUSED` if a line is malformed. */
export async function* resultLines(disk: Disk, path: string): AsyncGenerator<NumberedLine[]> {
  let number = 0;
  for await (const lines of linesOf(closedByLf(disk.readBlocks(path)))) {
    for (let from = 0; from < lines.length; from += LINES_AT_A_TIME) {
      const some = lines.slice(from, from + LINES_AT_A_TIME);
      yield some.flatMap((line) => {
        number++;
        return line.trim() === '' ? [] : [{ number, line: parsed(line, number, path) }];
      });
    }
  }
}

/** An edited file may lack its last LF. */
async function* closedByLf(blocks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let last = 0x0a;
  for await (const block of blocks) {
    last = block.at(-1) ?? last;
    yield block;
  }
  if (last !== 0x0a) yield Buffer.from('\n');
}

function parsed(line: string, number: number, path: string): ResultLine {
  try {
    const value = parseExact(line) as ResultLine;
    if (typeof value.at === 'string' && isRecord(value.record ?? {})) return value;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw new RowferryError(
    'RETRY_REFUSED',
    `line ${number} of ${path} is not a line of a result file: expected one JSON object with \`at\` and \`record\`; correct it, then retry`,
  );
}

function isRecord(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
