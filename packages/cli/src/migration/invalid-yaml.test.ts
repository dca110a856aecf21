import { describe, expect, test } from 'vitest';
import { parseMigration } from './document.ts';

/** A secret, in a form that no message has by chance. */
const S = 'hunter2';

const forms: readonly (readonly [text: string, message: string])[] = [
  [
    `a: !${S}-Str0ng`,
    'm.yaml:1:4: invalid YAML: this tag is not known; quote a text that begins with !',
  ],
  [`a: !!${S}`, 'this tag is not known'],
  [`a: !${S}!b`, 'this tag is not known'],
  [`a: !<${S}`, 'this tag is not known'],
  [`a: !!map ${S}`, 'this tag is not known'],
  [`a: !x !${S} b`, 'there are two tags; quote'],
  [`a: |${S}`, 'm.yaml:1:5: invalid YAML: a text after | or > begins on the next line; quote'],
  [`a: >${S}`, 'a text after | or > begins on the next line; quote a text that begins with | or >'],
  [`a: |1 ${S}`, 'a text after | or > begins on the next line'],
  [`%${S}\n---\na: 1`, 'this directive has no effect; remove it, or quote'],
  [`%YAML ${S}\n---\na: 1`, 'this directive has no effect'],
  [`%TAG ${S}\n---\na: 1`, 'this directive has no effect'],
  [`a: "x\\u${S}"`, 'm.yaml:1:6: invalid YAML: within double quotes \\ begins an escape'],
  [`a: "\\${S}"`, 'begins an escape, and there is none like this; write \\\\ for \\'],
  [`a: "${S}`, 'a text in double quotes has no end; close it with "'],
  [`a: '${S}`, "a text in single quotes has no end; close it with '"],
  [`a: "${S}" ${S}`, 'this cannot follow what is before it on the line; quote'],
  [`a: "${S}"#${S}`, 'a comment needs a space before #; quote a text that has #'],
  [`a: [${S}`, 'a [ is not closed; close it with ]'],
  [`a: {${S}`, 'a { is not closed; close it with }'],
  [`{ ${S}`, 'a { is not closed; close it with }'],
  [`a: [${S}]]`, 'separate what is within [ ] or { } by commas, and quote'],
  [`a: ["${S}"${S}]`, 'separate what is within [ ] or { } by commas, and quote'],
  [`a: {,${S}}`, 'separate what is within [ ] or { } by commas'],
  [`a: @${S}`, 'a text cannot begin with this character; quote it'],
  [`a: %${S}`, 'a text cannot begin with this character; quote it'],
  [`a: ${S}: ${S}`, 'there is a second colon, or a list, where a text is expected; quote'],
  [`a: - ${S}`, 'a list begins on a new line; quote a text that begins with -'],
  [`a:\n\tb: ${S}`, 'm.yaml:2:1: invalid YAML: a tab cannot indent; use spaces'],
  [`a:\n  b: ${S}\n c: ${S}`, 'm.yaml:3:1: invalid YAML: this is indented in another way'],
  [`${S}\nb: c`, 'a key is on one line, before its colon; add the colon'],
  [`a: b\n${S}`, 'a key has no colon; write `name: value`, or quote the text'],
  [`- a\n${S}`, 'this cannot follow'],
  [`a: &${S} &${S} b`, 'there are two anchors; quote a text that begins with &'],
  [`a: &b *${S}`, 'an alias has no tag and no anchor; quote'],
  [`a: *`, 'this anchor or alias has no usable name; quote'],
  [`a: *${S}`, 'm.yaml: an alias names no anchor; quote a text that begins with *'],
  [`%YAML 1.1\n---\n<<: ${S}`, 'm.yaml:3:1: the key << would be read as Symbol(<<); write "<<"'],
  [
    `a: &a [${S}]\nb: &b [${'*a, '.repeat(99)}]\nc: [${'*b, '.repeat(99)}]`,
    'm.yaml: the aliases multiply the text too often; write it out',
  ],
  [`${S}: 1\n${S}: 2`, 'm.yaml:2:1: invalid YAML: this key occurs twice in the same map; remove'],
  [`--- ${S}: b`, 'nothing but a comment can be beside `---`; begin a new line'],
  [`a: 1\n---\n${S}`, 'a file is one document; remove what follows `---`'],
  [`${S.repeat(200)}: b`, 'this key is longer than 1,024 characters; shorten it'],
  [`${'['.repeat(10_000)}${S}`, 'lists and maps are nested too deeply'],
];

describe('a text that is no YAML gets a message that says where, and quotes nothing', () => {
  test.each(forms)('%j', (text, message) => {
    let said = 'nothing';
    try {
      parseMigration('m.yaml', text);
    } catch (error) {
      said = String(error);
    }
    expect(said).toContain(message);
    expect(said).not.toContain(S.slice(0, 4));
  });
});
