import { type Document, isAlias, isScalar, Lexer, type Node, visit } from 'yaml';
import { isPlaceholder } from './variables.ts';

const SECRET_KEY = /secret|token|pass(?:word|phrase|wd)|api.?key|private.?key|authorization/i;
/** A password within an address, or within the pairs of a connection string. */
const SECRET_VALUE = /:\/\/[^/\s@]*:[^/\s@]+@|\b(?:ssl)?password\s*=\s*[^\s$]/i;
const SECRET_COMMENT = new RegExp(`(?:${SECRET_KEY.source})|${SECRET_VALUE.source}`, 'i');
const BLANK = '"***"';

/** The text of a migration file with every literal secret, and every comment about one, blanked. */
export function withoutSecrets(text: string, document: Document.Parsed): string {
  const cuts = commentCuts(text);
  const blank = (node: Node) => {
    visit(node, {
      Scalar(key, { value, range }) {
        if (key === 'key' || range == null || value === null) return;
        if (typeof value === 'string' && isPlaceholder(value)) return;
        const [from, to] = range;
        cuts.push({ from, to, by: text.slice(from, to).endsWith('\n') ? `${BLANK}\n` : BLANK });
      },
      Alias(_, alias) {
        const meant = alias.resolve(document);
        if (meant !== undefined) blank(meant);
      },
    });
  };
  visit(document, {
    Pair(_, { key, value }) {
      const isSecret = isScalar(key) && SECRET_KEY.test(String(key.value));
      if (isSecret && isNode(value)) blank(value);
    },
    Scalar(key, node) {
      if (key !== 'key' && SECRET_VALUE.test(String(node.value))) blank(node);
    },
  });
  return apply(text, cuts);
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

function isNode(value: unknown): value is Node {
  return isScalar(value) || isAlias(value) || (typeof value === 'object' && value !== null);
}
