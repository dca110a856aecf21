/**
 * What a server may drop or replace: characters without a shape, those that its charset lacks, accents, and
 * backslashes that escape.
 */
const DROPPED = /[\p{Cc}\p{Cf}\p{Cs}\p{M}\u{10000}-\u{10ffff}\ufffd?\\]/gu;
const QUOTES = /["`´‘’‚“”„«»‹›]/g;
const DASHES = /[\u2010-\u2015\u2212]/g;
/** Letters that are another one with a stroke, or two in one, and that no Unicode form takes apart. */
const LETTERS: Readonly<Record<string, string>> = {
  ...{ æ: 'ae', œ: 'oe', ø: 'o', đ: 'd', ð: 'd', ł: 'l', þ: 'th', ı: 'i', ħ: 'h', ς: 'σ' },
};
const ENTITIES: Readonly<Record<string, string>> = {
  ...{ amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' },
};
const ENTITY = /&(?:(amp|lt|gt|quot|apos|nbsp)|#(\d{1,7})|#x([\da-f]{1,6}));/gi;
const ENTITY_CHARACTERS_MAX = 10;
/** An entity that was cut off. */
const ENTITY_START =
  /&(?:a|am|amp|l|lt|g|gt|q|qu|quo|quot|ap|apo|apos|n|nb|nbs|nbsp|#\d{0,7}|#x[\da-f]{0,6})?$/i;
/** What may be left over or added where a text is cut; of a quoted text also its last quote. */
const LOOSE_END = /[\s.-]/;
const QUOTED_END = /[\s.'-]/;

/**
 * Returns one text for all forms of a text that a server may make of it: another Unicode form or case,
 * other blanks, escaped, quoted as a whole, without accents, without dashes inside of words, and without the
 * characters that it cannot store. If a text is cut, what is left folds to the beginning of what the whole text folds to.
 */
export function foldedText(text: string): string {
  const folded = unescaped(text.normalize('NFKD'))
    .replace(/\s+/g, ' ')
    .replace(DROPPED, '')
    .replace(DASHES, '-')
    .replace(QUOTES, "'")
    .toUpperCase()
    .toLowerCase()
    .replace(/[æœøđðłþıħς]/g, (letter) => LETTERS[letter] ?? letter)
    .replace(/(?<=[\p{L}\p{N}])-(?=[\p{L}\p{N}])/gu, '')
    .replace(/ {2,}/g, ' ')
    .trimStart();
  if (!folded.startsWith("'")) return withoutLooseEnd(folded, LOOSE_END);
  return withoutLooseEnd(folded.replace(/^[\s']+/, ''), QUOTED_END);
}

/** Without the escapes of HTML and of programs. */
function unescaped(text: string): string {
  const plain = text.includes('\\') ? text.replace(/\\[nrt]/g, ' ') : text;
  if (!plain.includes('&')) return plain;
  return plain.replace(ENTITY, entity).normalize('NFKD');
}

function entity(written: string, name?: string, decimal?: string, hex?: string): string {
  if (name !== undefined) return ENTITIES[name.toLowerCase()] ?? written;
  const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal);
  return code <= 0x10ffff ? String.fromCodePoint(code) : written;
}

/** Whether nothing is left of a text when it is folded. */
export function isBlank(text: string): boolean {
  return text === '' || (!/[A-Za-z0-9]/.test(text) && foldedText(text) === '');
}

function withoutLooseEnd(folded: string, looseEnd: RegExp): string {
  for (let end = folded.length; ; ) {
    while (end > 0 && looseEnd.test(folded.charAt(end - 1))) end--;
    const from = Math.max(0, end - ENTITY_CHARACTERS_MAX);
    const start = folded.slice(from, end).search(ENTITY_START);
    if (start === -1) return folded.slice(0, end);
    end = from + start;
  }
}
