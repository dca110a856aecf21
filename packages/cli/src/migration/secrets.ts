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
 * A login within an address, which ends at the last `@`, whatever stands unencoded before it; or a
 * password within the pairs of a connection string.
 */
const SECRET_VALUE = /:\/\/\S*:\S*@|https?:\/\/[^/?#\s]*@|\b(?:ssl)?password\s*=\s*[^\s$]/i;
/** The same in what is an address or a connection string and nothing else: a blank may be part of it. */
const SECRET_CONNECTION = /:\/\/.*:.*@|password\s*=\s*(?!\$\{[^}]*\}(?:[\s&]|$))/is;
const SECRET_COMMENT = new RegExp(
  `(?:${SECRET_KEY.source})|${SECRET_VALUE.source}|:\\/\\/\\S*\\?`,
  'i',
);
/** What is sent along with a request, where any value may let its sender in. */
const SENT_KEY = /^(?:query|headers|body)$/;
const ADDRESS = /^\s*\w[\w+.-]*:\/\//;
const BLANK = '***';

/**
 * The text of a migration file with every literal secret, and every comment about one, blanked. What
 * is sent but not named as a secret may also say which records are read: it leaves a mark of its value.
 */
export function withoutSecrets(text: string, document: Document.Parsed): string {
  const cuts = commentCuts(text);
  const blank = (node: Node, by: (name: string, value: string) => string, name = '') => {
    visit(node, {
      Pair(_, { key, value }) {
        if (!isScalar(key) || !isNode(value)) return;
        blank(value, by, String(key.value));
        return visit.SKIP;
      },
      Scalar(key, scalar) {
        if (key === 'key' || scalar.value === null || isPlaceholder(String(scalar.value))) return;
        cuts.push(...wholeCut(text, scalar, by(name, String(scalar.value))));
      },
      Alias(_, alias) {
        const meant = alias.resolve(document);
        if (meant !== undefined) blank(meant, by, name);
      },
    });
  };
  visit(document, {
    Pair(_, { key, value }) {
      if (!isScalar(key) || !isNode(value)) return;
      const name = String(key.value);
      if (SECRET_KEY.test(name)) blank(value, () => BLANK);
      else if (SENT_KEY.test(name) && !isText(value, document)) blank(value, leftOf);
      else if (name === 'connection' && isScalar(value) && holdsPassword(value)) {
        blank(value, () => BLANK);
      }
    },
    Scalar(key, scalar) {
      if (key === 'key') return;
      const value = String(scalar.value);
      if (SECRET_VALUE.test(value) || (ADDRESS.test(value) && holdsPassword(scalar))) {
        blank(scalar, () => BLANK);
      } else if (ADDRESS.test(value) && value.includes('?')) {
        cuts.push(...queryCut(text, scalar));
      }
    },
  });
  return apply(text, cuts);
}

function holdsPassword({ value }: Scalar): boolean {
  return SECRET_CONNECTION.test(String(value));
}

/** Of a `query`, SQL is not sent along with anything: it is the migration itself. */
function isText(node: Node, document: Document.Parsed): boolean {
  return isScalar(isAlias(node) ? node.resolve(document) : node);
}

/** What stands for a value that is sent by this name. */
function leftOf(name: string, value: string): string {
  if (SECRET_KEY.test(name)) return BLANK;
  return `${BLANK}${createHash('sha256').update(value).digest('hex').slice(0, 8)}`;
}

function wholeCut(text: string, { range }: Scalar, by: string): Cut[] {
  if (range == null) return [];
  const [from, to] = range;
  return [{ from, to, by: text.slice(from, to).endsWith('\n') ? `"${by}"\n` : `"${by}"` }];
}

/** The values in the query of an address; the whole of it where it is not written as it reads. */
function queryCut(text: string, scalar: Scalar): Cut[] {
  const { range, value } = scalar;
  if (range == null) return [];
  const written = text.slice(range[0], range[1]);
  const [start, query] = String(value)
    .trim()
    .split(/\?(.*)/s);
  if (query === undefined || !written.includes(`${start}?${query}`)) {
    return wholeCut(text, scalar, leftOf('', String(value)));
  }
  const from = range[0] + written.indexOf(`?${query}`) + 1;
  const by = query.split('&').map((pair) => {
    const [name = '', given] = pair.split(/=(.*)/s);
    const what = given ?? name;
    const left = isPlaceholder(what) ? what : leftOf(name, what);
    return given === undefined ? left : `${name}=${left}`;
  });
  return [{ from, to: from + query.length, by: by.join('&') }];
}

interface Cut {
  readonly from: number;
  readonly to: number;
  readonly by: string;
}

function apply(text: string, cuts: readonly Cut[]): string {
  let result = '';
  let at = 0;
  for (const { from, to, by } of [...cuts].sort((a, b) => a.from - b.from)) {
    if (from < at) continue;
    result += text.slice(at, from) + by;
    at = to;
  }
  return result + text.slice(at);
}

/** A secret that is commented out is still a secret. */
function commentCuts(text: string): Cut[] {
  const cuts: Cut[] = [];
  let at = 0;
  let isScalarNext = false;
  for (const token of new Lexer().lex(text)) {
    // The lexer adds marks of its own, which are no part of the text.
    if (!text.startsWith(token, at)) {
      isScalarNext = token === '\x1f';
      continue;
    }
    if (!isScalarNext && token.startsWith('#') && SECRET_COMMENT.test(token)) {
      cuts.push({ from: at, to: at + token.length, by: '# ***' });
    }
    isScalarNext = false;
    at += token.length;
  }
  return cuts;
}
