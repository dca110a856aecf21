/** The words of which APIs make the names of fields that say something about a page. */
const PAGE_WORDS = new Set(
  `kind object type odata context etag self href url uri link links next prev previous first last
  meta metadata page pages paging pagination info list number no num index offset cursor marker position
  size limit max count counts total totals rows row record records items item elements results result estimate
  per from to start end since until has have is more complete token continuation continue sync scroll
  order sort by dir direction skip top nav templated embedded
  pagesize pagenumber perpage startat maxresults totalcount totalresults totalpages hasmore nextpage`.split(
    /\s+/,
  ),
);
/** Words that say nothing about the answer, and do not show that it is a page. */
const SIDE_WORDS = new Set(
  'id request trace correlation time took ms seconds timestamp date at now duration elapsed server version api'.split(
    ' ',
  ),
);
/** Words for addresses, cursors and orders, whose values may be any text that is no message. */
const TEXT_WORDS = new Set(
  `odata context etag self href url uri link links next prev previous first last cursor marker position offset token
  continuation continue sync scroll order sort by dir direction since until from to start end nextpage`.split(
    /\s+/,
  ),
);
/** Words whose values tell what an answer is: without one, they tell nothing. */
const KIND_WORDS = new Set(['kind', 'object', 'type', 'result', 'info']);

/** What an empty page calls itself. */
const LIST_KIND = /#|list|collection|page|bundle|results?$|set$|search/i;
const NO_WORD = /^(?:true|false|yes|no|y|n|[-+\d.,:/TZ ]*)$/i;
const FAILURE =
  /err|fail|fault|exception|denied|invalid|unauthor|forbidden|expire|time-?out|unavailable|maintenance|throttl|quota/i;

/** Whether words that make a name are about a page, or tell nothing. */
export function areOfPage(words: readonly string[]): boolean {
  return words.length > 0 && words.every((word) => PAGE_WORDS.has(word) || SIDE_WORDS.has(word));
}

/** Whether a field of a page shows that its document is a page. */
export function showPage(words: readonly string[], isBlank: boolean): boolean {
  return words.some((word) => PAGE_WORDS.has(word) && !(isBlank && KIND_WORDS.has(word)));
}

/** Whether a text is the value that a page without records may have in a field with these words. */
export function isTextOfPage(words: readonly string[], text: string): boolean {
  if (NO_WORD.test(text) || text.includes('://')) return true;
  if (mayBeMessage(text)) return false;
  const isKind = words.some((word) => KIND_WORDS.has(word)) && LIST_KIND.test(text);
  return isKind || words.some((word) => TEXT_WORDS.has(word) || SIDE_WORDS.has(word));
}

/** Words that a person reads, or one that names a failure. */
function mayBeMessage(text: string): boolean {
  return /[a-z]\s|\s[a-z]/i.test(text) || FAILURE.test(text);
}
