import { createHash } from 'node:crypto';
import {
  type Document,
  isAlias,
  isNode,
  isScalar,
  Lexer,
  type Node,
  type Scalar,
  visit,
} from 'yaml';
import { isPlaceholder } from './variables.ts';

const SECRET_KEY = /secret|token|pass(?:word|phrase|wd)|api.?key|private.?key|authorization/i;
/**
 * A login within an address, or a password within the pairs of a connection string. A login ends at the
 * last `@`, even if there are unencoded characters before it.
 */
const SECRET_VALUE = /:\/\/\S*:\S*@|https?:\/\/[^/?#\s]*@|\b(?:ssl)?password\s*=\s*[^\s$]/i;
/** The same for a value that is only an address or a connection string, and so may contain spaces. */
const SECRET_CONNECTION = /:\/\/.*:.*@|password\s*=\s*(?!\$\{[^}]*\}(?:[\s&]|$))/is;
const SECRET_COMMENT = new RegExp(
  `(?:${SECRET_KEY.source})|${SECRET_VALUE.source}|:\\/\\/\\S*\\?`,
  'i',
);
/** Parts of a request, in which any value may be a credential. */
const SENT_KEY = /^(?:query|headers|body)$/;
const ADDRESS = /^\s*\w[\w+.-]*:\/\//;
const MASK = '***';

/** Whether the value at a path may be a literal secret. */
export function mayBeSecret(path: readonly string[]): boolean {
  return path.some((name) => SECRET_KEY.test(name) || SENT_KEY.test(name));
}

/**
 * The text of a migration file, with a mask for every literal secret and for every comment about one. A
 * value that is sent but whose key does not name a secret may also select which records are read, so its
 * mask has a part of its hash.
 */
export function withoutSecrets(text: string, document: Document.Parsed): string {
  const replacements = commentReplacements(text);
  const mask = (node: Node, by: (name: string, value: string) => string, name = '') => {
    visit(node, {
      Pair(_, { key, value }) {
        if (!isScalar(key) || !isNode(value)) return;
        mask(value, by, String(key.value));
        return visit.SKIP;
      },
      Scalar(key, scalar) {
        if (key === 'key' || scalar.value === null || isPlaceholder(String(scalar.value))) return;
        replacements.push(...valueReplacement(text, scalar, by(name, String(scalar.value))));
      },
      Alias(_, alias) {
        const target = alias.resolve(document);
        if (target !== undefined) mask(target, by, name);
      },
    });
  };
  visit(document, {
    Pair(_, { key, value }) {
      if (!isScalar(key) || !isNode(value)) return;
      const name = String(key.value);
      if (SECRET_KEY.test(name)) mask(value, () => MASK);
      else if (SENT_KEY.test(name) && !isText(value, document)) mask(value, maskOf);
      else if (name === 'connection' && isScalar(value) && hasPassword(value)) {
        mask(value, () => MASK);
      }
    },
    Scalar(key, scalar) {
      if (key === 'key') return;
      const value = String(scalar.value);
      if (SECRET_VALUE.test(value) || (ADDRESS.test(value) && hasPassword(scalar))) {
        mask(scalar, () => MASK);
      } else if (ADDRESS.test(value) && value.includes('?')) {
        replacements.push(...queryReplacement(text, scalar));
      }
    },
  });
  return apply(text, replacements);
}

function hasPassword({ value }: Scalar): boolean {
  return SECRET_CONNECTION.test(String(value));
}

/** A `query` that is a text is SQL: a part of the migration, not of a request. */
function isText(node: Node, document: Document.Parsed): boolean {
  return isScalar(isAlias(node) ? node.resolve(document) : node);
}

/** The mask for a value that is sent under this name. */
function maskOf(name: string, value: string): string {
  if (SECRET_KEY.test(name)) return MASK;
  return `${MASK}${createHash('sha256').update(value).digest('hex').slice(0, 8)}`;
}

function valueReplacement(text: string, { range }: Scalar, by: string): Replacement[] {
  if (range == null) return [];
  const [from, to] = range;
  return [{ from, to, by: text.slice(from, to).endsWith('\n') ? `"${by}"\n` : `"${by}"` }];
}

/** Masks the values in the query of an address, or all of it if the text differs from the parsed value. */
function queryReplacement(text: string, scalar: Scalar): Replacement[] {
  const { range, value } = scalar;
  if (range == null) return [];
  const written = text.slice(range[0], range[1]);
  const [start, query] = String(value)
    .trim()
    .split(/\?(.*)/s);
  if (query === undefined || !written.includes(`${start}?${query}`)) {
    return valueReplacement(text, scalar, maskOf('', String(value)));
  }
  const from = range[0] + written.indexOf(`?${query}`) + 1;
  const by = query.split('&').map((pair) => {
    const [name = '', given] = pair.split(/=(.*)/s);
    const secret = given ?? name;
    const kept = isPlaceholder(secret) ? secret : maskOf(name, secret);
    return given === undefined ? kept : `${name}=${kept}`;
  });
  return [{ from, to: from + query.length, by: by.join('&') }];
}

/** A secret that is commented out is still a secret. */
function commentReplacements(text: string): Replacement[] {
  const replacements: Replacement[] = [];
  let at = 0;
  let isScalarNext = false;
  for (const token of new Lexer().lex(text)) {
    // The lexer adds tokens of its own that are not part of the text.
    if (!text.startsWith(token, at)) {
      isScalarNext = token === '\x1f';
      continue;
    }
    if (!isScalarNext && token.startsWith('#') && SECRET_COMMENT.test(token)) {
      replacements.push({ from: at, to: at + token.length, by: '# ***' });
    }
    isScalarNext = false;
    at += token.length;
  }
  return replacements;
}

/** A part of a text, and what is written in its place. */
export interface Replacement {
  readonly from: number;
  readonly to: number;
  readonly by: string;
}

/** The text with all replacements. Of two that overlap, the first one counts. */
export function apply(text: string, replacements: readonly Replacement[]): string {
  let result = '';
  let at = 0;
  for (const { from, to, by } of [...replacements].sort((a, b) => a.from - b.from)) {
    if (from < at) continue;
    result += text.slice(at, from) + by;
    at = to;
  }
  return result + text.slice(at);
}
