/** What a server may drop or replace: characters without a shape, and those that its charset lacks. */
const DROPPED = /[\p{Cc}\p{Cf}\p{Cs}\u{10000}-\u{10ffff}\ufffd?]/gu;
/** What may be left over or added where a text is cut. */
const LOOSE_END = /[\s\p{M}.\u2010-\u2015-]/u;

/**
 * Returns one text for all forms of a text that a server may make of it: another Unicode form or case,
 * other blanks, without dashes inside of words, and without the characters that it cannot store. If a
 * text is cut, what is left folds to the beginning of what the whole text folds to.
 */
export function foldedText(text: string): string {
  const folded = text
    .normalize('NFKD')
    .replace(/\s+/g, ' ')
    .replace(DROPPED, '')
    .toUpperCase()
    .toLowerCase()
    .replaceAll('ς', 'σ')
    .replace(/(?<=[\p{L}\p{N}])-(?=[\p{L}\p{N}])/gu, '')
    .replace(/ {2,}/g, ' ')
    .trimStart();
  return folded.slice(0, endOf(folded));
}

/** Whether nothing is left of a text when it is folded. */
export function isBlank(text: string): boolean {
  return text === '' || (!/[A-Za-z0-9]/.test(text) && foldedText(text) === '');
}

function endOf(folded: string): number {
  let end = folded.length;
  while (end > 0 && LOOSE_END.test(folded.charAt(end - 1))) end--;
  return end;
}
