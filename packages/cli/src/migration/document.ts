import { type Document, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml';
import { Fault, textOf } from '../fault.ts';
import { findChanged, type Numbers } from './as-written.ts';
import { invalidText } from './invalid-yaml.ts';

/** A parsed YAML or JSON text, with the places of its parts. */
export interface MigrationDocument {
  readonly value: unknown;
  /** `vehicles.yaml:7:3`: the place of the deepest part of `path` that the text has. */
  place(path: readonly PropertyKey[]): string;
}

/**
 * Parses YAML, which includes JSON. A {@link Fault} names line and column of an error, and of a part whose value would
 * be another text than is written.
 */
export function parseMigration(
  name: string,
  text: string,
  numbers: Numbers = 'as-written',
): MigrationDocument {
  const lineCounter = new LineCounter();
  const yaml = parseDocument(text, {
    lineCounter,
    intAsBigInt: true,
    resolveKnownTags: false,
    // Otherwise a message quotes its line, only for us to leave it out.
    prettyErrors: false,
  });
  const placeOf = (offset: number) => {
    const { line, col } = lineCounter.linePos(offset);
    return `${name}:${line}:${col}`;
  };
  // A warning is about a tag or a directive that has no effect.
  const [broken] = [...yaml.errors, ...yaml.warnings];
  if (broken !== undefined) {
    const kind = name.endsWith('.json') ? 'JSON' : 'YAML';
    throw new Fault(`${placeOf(broken.pos[0])}: invalid ${kind}: ${invalidText(broken)}`);
  }
  const changed = findChanged(yaml.contents, numbers);
  if (changed !== undefined) throw new Fault(`${placeOf(changed.offset)}: ${changed.message}`);
  return {
    value: contentOf(name, yaml),
    place: (path) => placeOf(offsetOf(yaml.contents, path)),
  };
}

function contentOf(name: string, yaml: Document.Parsed): unknown {
  try {
    return yaml.toJS({ reviver: (_, value) => plainNumber(value) });
  } catch (error) {
    throw new Fault(
      `${name}: ${error instanceof ReferenceError ? aliasText(error) : textOf(error)}`,
    );
  }
}

/** What is wrong with an alias. The parser's own message quotes it. */
function aliasText({ message }: ReferenceError): string {
  return message.startsWith('Excessive alias count')
    ? 'the aliases multiply the text too often; write it out'
    : 'an alias names no anchor; quote a text that begins with *';
}

/** Turns integers that a double can represent exactly into numbers. */
function plainNumber(value: unknown): unknown {
  if (typeof value !== 'bigint') return value;
  return Number.isSafeInteger(Number(value)) ? Number(value) : value;
}

function offsetOf(root: Node | null, path: readonly PropertyKey[]): number {
  let node: unknown = root;
  let offset = root?.range?.[0] ?? 0;
  for (const step of path) {
    let found: unknown;
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === step);
      found = pair?.key;
      node = pair?.value;
    } else if (isSeq(node)) {
      found = node.items[Number(step)];
      node = found;
    }
    const start = rangeStart(found);
    if (start === undefined) return offset;
    offset = start;
  }
  return offset;
}

function rangeStart(node: unknown): number | undefined {
  const isNode = isScalar(node) || isMap(node) || isSeq(node);
  return isNode ? node.range?.[0] : undefined;
}
