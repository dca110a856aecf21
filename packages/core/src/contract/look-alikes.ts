/** For each character of ASCII, some that look like it. Forms such as full width are folded without this table. */
const LOOK_ALIKES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    A: '\u0391\u0410',
    B: '\u0392\u0412',
    C: '\u0421\u03f9',
    E: '\u0395\u0415',
    H: '\u0397\u041d',
    I: '\u0399\u0406\u04c0',
    J: '\u0408',
    K: '\u039a\u041a',
    M: '\u039c\u041c',
    N: '\u039d',
    O: '\u039f\u041e',
    P: '\u03a1\u0420',
    S: '\u0405',
    T: '\u03a4\u0422',
    X: '\u03a7\u0425',
    Y: '\u03a5\u04ae',
    Z: '\u0396',
    a: '\u03b1\u0430\u0251',
    c: '\u03f2\u0441',
    d: '\u0501',
    e: '\u0435',
    g: '\u0261',
    h: '\u04bb',
    i: '\u03b9\u0456\u0131',
    j: '\u03f3\u0458',
    k: '\u03ba\u043a',
    l: '\u04cf',
    n: '\u0578',
    o: '\u03bf\u043e\u0585',
    p: '\u03c1\u0440',
    q: '\u051b',
    s: '\u0455',
    u: '\u03c5\u057d',
    v: '\u03bd\u0475',
    w: '\u051d',
    x: '\u03c7\u0445',
    y: '\u03b3\u0443',
    '-': '\u2010\u2011\u2012\u2013\u2014\u2212',
    "'": '\u2018\u2019\u02bc\u2032',
    '"': '\u201c\u201d\u2033',
    '/': '\u2044\u2215',
  }).flatMap(([plain, alike]) => [...alike].map((character) => [character, plain] as const)),
);

const BLANK = /[\p{Z}\t\n\v\f\r\u0085]/u;
/** Controls, joiners, marks of order and direction, and what no font shows. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cn}\p{Co}\p{Cs}\p{Variation_Selector}\u115f\u1160\u3164]/u;
const BLANKS = new RegExp(`${BLANK.source}+`, 'gu');
const INVISIBLES = new RegExp(INVISIBLE.source, 'gu');

const CALLED: ReadonlyMap<string, string> = new Map([
  ['\t', 'a tab'],
  ['\n', 'a line break'],
  ['\r', 'a line break'],
  ['\u00a0', 'a no-break space'],
  ['\u202f', 'a no-break space'],
  ['\u00ad', 'a soft hyphen'],
  ['\u200b', 'a zero-width space'],
  ['\u200c', 'a zero-width non-joiner'],
  ['\u200d', 'a zero-width joiner'],
  ['\u2060', 'a zero-width joiner'],
  ['\ufeff', 'a byte order mark'],
]);

/** The name as it looks: two names with the same result differ only in their {@link oddities}. */
export function plainForm(name: string): string {
  const latin = [...name.normalize('NFKC')].map((one) => LOOK_ALIKES.get(one) ?? one).join('');
  return latin.replace(BLANKS, ' ').replace(INVISIBLES, '').trim();
}

/** What a person does not see in a name at first sight, such as `a blank at its end`. */
export function oddities(name: string): string[] {
  const characters = [...name];
  const start = characters.findIndex(isVisible);
  const end = characters.findLastIndex(isVisible);
  const counts = new Map<string, number>();
  for (const [index, character] of characters.entries()) {
    const where = index < start ? ' at its start' : index > end ? ' at its end' : '';
    const found = oddityOf(character, where, characters[index + 1]);
    if (found !== undefined) counts.set(found, (counts.get(found) ?? 0) + 1);
  }
  const isComposed = name.normalize('NFC') === name;
  if (!isComposed) counts.set('accents that are characters of their own (NFD)', 1);
  return [...counts].map(([one, count]) => counted(one, count));
}

/** `next` is the character behind it. */
function oddityOf(character: string, where: string, next: string | undefined): string | undefined {
  if (isVisible(character)) {
    const plain = LOOK_ALIKES.get(character) ?? character.normalize('NFKC');
    return plain === character.normalize('NFC')
      ? undefined
      : `\`${character}\` (${codeOf(character)}${kindOf(character)}) for \`${plain}\``;
  }
  if (character === ' ') {
    if (where !== '') return `a blank${where}`;
    return next === ' ' ? 'two blanks in a row' : undefined;
  }
  const unnamed = BLANK.test(character) ? 'an unusual blank' : 'an invisible character';
  return `${CALLED.get(character) ?? unnamed} (${codeOf(character)})${where}`;
}

/** `two tabs (U+0009)` for `a tab (U+0009)` */
function counted(oddity: string, count: number): string {
  if (count === 1 || !/^an? .*\(/.test(oddity)) return oddity;
  return oddity.replace(/^an? (.*?) \(/, `${count === 2 ? 'two' : count} $1s (`);
}

const KINDS: readonly (readonly [string, RegExp])[] = [
  ['Cyrillic', /\p{Script=Cyrillic}/u],
  ['Greek', /\p{Script=Greek}/u],
  ['Armenian', /\p{Script=Armenian}/u],
  ['full width', /[\uff01-\uff5e]/],
];

function kindOf(character: string): string {
  const [kind] = KINDS.find(([, pattern]) => pattern.test(character)) ?? [];
  return kind === undefined ? '' : `, ${kind}`;
}

/** Whether a character has a shape of its own: blanks have none. */
export function isVisible(character: string): boolean {
  return !BLANK.test(character) && !INVISIBLE.test(character);
}

/** `U+FEFF` */
function codeOf(character: string): string {
  const hex = (character.codePointAt(0) ?? 0).toString(16).toUpperCase();
  return `U+${hex.padStart(4, '0')}`;
}
