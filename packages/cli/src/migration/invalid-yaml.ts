import type { YAMLError } from 'yaml';

const BRACKETS =
  'separate what is within [ ] or { } by commas, and quote a text that has one of , [ ] { }';
const END =
  'this cannot follow what is before it on the line; quote a text that has one of : # " , [ ] { }';
const TAG = 'this tag is not known; quote a text that begins with !';

/** What is wrong and what to do, for each code of the parser. None quotes the file. */
const WORDS: Readonly<Record<YAMLError['code'], string>> = {
  ALIAS_PROPS: 'an alias has no tag and no anchor; quote a text that begins with ! or & or *',
  BAD_ALIAS: 'this anchor or alias has no usable name; quote a text that begins with & or *',
  BAD_COLLECTION_TYPE: TAG,
  BAD_DIRECTIVE: 'this directive has no effect; remove it, or quote a text that begins with %',
  BAD_DQ_ESCAPE:
    'within double quotes \\ begins an escape, and there is none like this; write \\\\ for \\',
  BAD_INDENT: 'this is indented in another way than what it belongs to; use the same column',
  BAD_PROP_ORDER: 'an anchor or a tag is before its value; quote a text that begins with & or !',
  BAD_SCALAR_START: 'a text cannot begin with this character; quote it',
  BLOCK_AS_IMPLICIT_KEY:
    'there is a second colon, or a list, where a text is expected; quote a text with a colon, or begin a new line',
  BLOCK_IN_FLOW: `within [ ] and { } there are no indented lists and maps; ${BRACKETS}`,
  DUPLICATE_KEY: 'this key occurs twice in the same map; remove one of the two',
  IMPOSSIBLE: END,
  KEY_OVER_1024_CHARS: 'this key is longer than 1,024 characters; shorten it, or quote the text',
  MISSING_CHAR: END,
  MULTILINE_IMPLICIT_KEY:
    'a key is on one line, before its colon; add the colon, or quote a text of several lines',
  MULTIPLE_ANCHORS: 'there are two anchors; quote a text that begins with &',
  MULTIPLE_DOCS: 'a file is one document; remove what follows `---`',
  MULTIPLE_TAGS: 'there are two tags; quote a text that begins with !',
  NON_STRING_KEY: 'a key is one text; write it in quotes',
  RESOURCE_EXHAUSTION: 'lists and maps are nested too deeply; write fewer levels',
  TAB_AS_INDENT: 'a tab cannot indent; use spaces',
  TAG_RESOLVE_FAILED: TAG,
  UNEXPECTED_TOKEN: END,
};

/** Codes that the parser uses for several faults, distinguished by how its message begins. */
const BY_MESSAGE: readonly (readonly [begins: RegExp, words: string])[] = [
  [
    /^Unexpected flow-map-start/,
    'a map cannot begin here; within { } a variable is written in quotes: "$' + '{NAME}"',
  ],
  [/^Flow sequence .*end with a \]/, 'a [ is not closed; close it with ] before this'],
  [/^Flow map .*end with a \}/, 'a { is not closed; close it with } before this'],
  [/^Missing closing "/, 'a text in double quotes has no end; close it with "'],
  [/^Missing closing '/, "a text in single quotes has no end; close it with '"],
  [/^Missing , |^Unexpected (?:,|empty item|flow-)/, BRACKETS],
  [/^Missing space after :/, 'there is no space after the colon; add one'],
  [/^Comments must be separated/, 'a comment needs a space before #; quote a text that has #'],
  [/^Tags and anchors must/, 'quote a text that begins with ! or &'],
  [
    /^Block scalar|^Not a YAML token/,
    'a text after | or > begins on the next line; quote a text that begins with | or >',
  ],
  [/^Implicit map keys need/, 'a key has no colon; write `name: value`, or quote the text'],
  [/^Sequence item without/, 'an item of a list begins with -; add it, or correct the column'],
  [/directives-end/, 'nothing but a comment can be beside `---`; begin a new line'],
  [/^Unexpected block-seq-ind/, 'a list begins on a new line; quote a text that begins with -'],
];

/** What is wrong in YAML or JSON, and what to do. The parser's own message may quote a secret. */
export function invalidText({ code, message }: Pick<YAMLError, 'code' | 'message'>): string {
  const found = isOfSeveral(code) && BY_MESSAGE.find(([begins]) => begins.test(message));
  return found ? found[1] : WORDS[code];
}

function isOfSeveral(code: YAMLError['code']): boolean {
  return code === 'MISSING_CHAR' || code === 'UNEXPECTED_TOKEN' || code === 'BAD_INDENT';
}
