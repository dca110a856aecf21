import { ExactNumber, parseExact } from '@rowferry/core';
import { isSecretName } from '@rowferry/core/internal';
import { isMap, isNode, isScalar, isSeq, type Pair, type Scalar } from 'yaml';

/** A part of a YAML text that would become something else than is written. */
export interface Changed {
  readonly offset: number;
  /** Where it is, what it would become, and what to write. */
  readonly message: string;
}

/**
 * Which numbers are accepted: only those whose text stays the same, or all whose value does. The latter is for JSON
 * that programs write.
 */
export type Numbers = 'as-written' | 'by-value';

/**
 * The first scalar or key that YAML turns into another text, if there is one: `007` into 7, `1.10` into 1.1, `NULL`
 * into nothing. The result does not show what was meant.
 */
export function findChanged(root: unknown, numbers: Numbers): Changed | undefined {
  const [first] = changedIn(root, [], numbers);
  return first;
}

type Path = readonly string[];

function* changedIn(node: unknown, path: Path, numbers: Numbers): Generator<Changed> {
  if (isMap(node)) {
    yield* changedInMap(node.items, path, numbers);
  } else if (isSeq(node)) {
    for (const [index, item] of node.items.entries()) {
      yield* changedIn(item, [...path, String(index)], numbers);
    }
  } else if (isScalar(node) && !isKept(node, numbers)) {
    yield at(node, path, adviceFor(node, path));
  }
}

function* changedInMap(pairs: readonly Pair[], path: Path, numbers: Numbers): Generator<Changed> {
  const names = new Set<string>();
  for (const { key, value } of pairs) {
    const fault = faultOfKey(key, names, path, numbers);
    if (fault !== undefined) yield at(key, path, fault);
    const name = nameOf(key);
    names.add(name);
    if (!isNothing(value)) yield* changedIn(value, [...path, name], numbers);
    else if (mayBeSecret(path)) yield at(value ?? key, path, NO_VALUE_OF_KEY);
    else yield at(value ?? key, [...path, name], NO_VALUE);
  }
}

function faultOfKey(
  key: unknown,
  before: ReadonlySet<string>,
  path: Path,
  numbers: Numbers,
): string | undefined {
  if (!isScalar(key)) return 'a key is one text; write it in quotes';
  const { value, source } = key;
  if (value === null && source === '') return 'a key is missing before the colon';
  const name = nameOf(key);
  if (value === null || !isKept(key, numbers)) {
    return mayBeSecret(path)
      ? 'a key would be read as another text than is written; quote it'
      : `the key ${source} would be read as ${name}; write "${source}"`;
  }
  if (!before.has(name)) return undefined;
  return mayBeSecret(path) ? 'a key occurs twice' : `the key ${name} occurs twice`;
}

function nameOf(key: unknown): string {
  return isScalar(key) ? String(key.value) : '';
}

/** Whether nothing is written there. */
function isNothing(value: unknown): boolean {
  return value === null || (isScalar(value) && value.value === null && value.source === '');
}

/** Where nothing is written, somebody may have forgotten it. */
const NO_VALUE = 'there is no value; write null for none, or "" for an empty text';
/** What looks like a key may be the part of a secret behind a comma. */
const NO_VALUE_OF_KEY =
  'there is a key without a value; write null for none, or "" for an empty text, and quote a text that has a comma';
/** The parts of a migration whose options are secrets of any name. */
const WITH_SECRETS = /^(?:source|target|plugins)$/;

/** Whether what is written at a path may be a secret. Messages name its place, and do not quote it. */
function mayBeSecret(path: Path): boolean {
  return WITH_SECRETS.test(path[0] ?? '') || path.some(isSecretName);
}

/** Quoted and block scalars are text. */
function isKept({ value, source = '' }: Scalar, numbers: Numbers): boolean {
  switch (typeof value) {
    case 'string':
      return true;
    case 'number':
    case 'bigint':
      return (numbers === 'by-value' ? JSON_NUMBER : CANONICAL).test(source) && isExact(source);
    default:
      return source === String(value);
  }
}

const JSON_NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
/** A number as a cell has it: no sign before zero, no zero that could be left out, no exponent. */
const CANONICAL = /^(?!-0$)-?(?:0|[1-9]\d*)(?:\.\d*[1-9])?$/;

/** Whether a number in JSON syntax is one that a `number` or a `bigint` represents. */
function isExact(source: string): boolean {
  return !(parseExact(source) instanceof ExactNumber);
}

function adviceFor({ value, source = '' }: Scalar, path: Path): string {
  if (value === null && source === '') return NO_VALUE;
  if (mayBeSecret(path)) return 'this would be read as another text than is written; quote it';
  const shown = value instanceof Date ? value.toISOString() : value;
  const advice = `${source} would be read as ${shown}; write "${source}" to keep it as text`;
  const isRounded = JSON_NUMBER.test(source) && !isExact(source);
  const isPlain = value === null || typeof value === 'boolean' || CANONICAL.test(String(value));
  return isPlain && !isRounded ? `${advice}, or ${value}` : advice;
}

function at(node: unknown, path: Path, advice: string): Changed {
  const offset = isNode(node) ? (node.range?.[0] ?? 0) : 0;
  return { offset, message: path.length === 0 ? advice : `\`${path.join('.')}\`: ${advice}` };
}
