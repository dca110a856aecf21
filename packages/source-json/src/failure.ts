import type { RowferryError } from '@rowferry/core';
import { sourceFailed } from '@rowferry/files';
import { BrokenDocument } from '@rowferry/json';

/** The error to report for one that occurred after so many records of a document. Never quotes the document. */
export function explain(error: unknown, name: string, records: number): unknown {
  if (!(error instanceof SyntaxError)) return error;
  const isBroken = error instanceof BrokenDocument;
  const what = isBroken ? error.message : 'has a name that is not a string of JSON';
  const advice =
    isBroken && error.isOver
      ? 'if each line is one record, read it with `use: jsonl`'
      : 'correct it, or fetch it again';
  return sourceFailed(`${name} is not JSON: it ${what}, ${after(records)}; ${advice}`);
}

export function truncated(name: string, records: number): RowferryError {
  return sourceFailed(
    `${name} breaks off ${after(records)}: it is truncated, or a quote or a bracket is missing; fetch it again, or ` +
      'correct it',
  );
}

export function noArray(name: string, path: string): RowferryError {
  return sourceFailed(`${name} has no array at \`${path}\`; correct \`records\``);
}

function after(records: number): string {
  return records === 0 ? 'before any record' : `after record ${records}`;
}
