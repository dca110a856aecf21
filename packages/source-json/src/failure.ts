import type { RowferryError } from '@rowferry/core';
import { sourceFailed } from '@rowferry/files';
import { BrokenDocument } from '@rowferry/json';
import { valuesIn } from './values.ts';

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

/** `beginning` is that of the document; `isWhole` says that nothing follows it. */
export function noArray(
  name: string,
  path: string,
  { beginning, isWhole }: { readonly beginning: string; readonly isWhole: boolean },
): RowferryError {
  const { kinds, arraysOfObjects } = valuesIn(beginning);
  const kind = kinds.get(path) ?? (isWhole ? 'nothing' : undefined);
  const there = kind === undefined ? [] : [`there is ${kind}`];
  const found = [...there, ...arraysNamed(arraysOfObjects)].join(', and ');
  const details = found === '' ? '' : `: ${found}`;
  return sourceFailed(`${name} has no array at \`${path}\`; correct \`records\`${details}`);
}

const NAMED_MAX = 3;
/** A path of words. Anything else may be content: the keys of an object may be addresses, or numbers. */
const PATH = /^[A-Za-z_]\w{0,39}(?:\.[A-Za-z_]\w{0,39})*$/;

function arraysNamed(paths: readonly string[]): readonly string[] {
  const names = paths.map((path) => `\`${path}\``).join(', ');
  if (paths.length === 0 || paths.length > NAMED_MAX || !paths.every((path) => PATH.test(path))) {
    return [];
  }
  return [
    paths.length === 1 ? `an array of objects is at ${names}` : `arrays of objects are at ${names}`,
  ];
}

function after(records: number): string {
  return records === 0 ? 'before any record' : `after record ${records}`;
}
