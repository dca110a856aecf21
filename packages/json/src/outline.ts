/** A string, or anything else that contains no bracket, comma, colon or quote. */
const SCALAR = /"[^"\\]*(?:\\.[^"\\]*)*"|[^\s[\]{},:"]+/gs;

/**
 * Whether a text is JSON but for its scalars: the strings may contain what JSON forbids, and other scalars may be
 * any word, such as `NaN`. Then the text ends where it seems to end.
 */
export function isStructured(text: string): boolean {
  return isJson(outlineOf(text));
}

/**
 * How many JSON objects and arrays begin in a text, one after another, whatever their scalars are; 0 if it has anything
 * else.
 */
export function documentsBegunIn(text: string): number {
  const [outline = ''] = outlineOf(text).replaceAll('""', 's').split('"');
  const closing: string[] = [];
  let count = 0;
  /** Where the document begins that is not complete yet, and where its last bracket or comma is. */
  let start = 0;
  let end = 0;
  for (let at = 0; at < outline.length; at++) {
    const character = outline[at];
    if (character === '[') closing.push(']');
    else if (character === '{') closing.push('}');
    else if (character === ']' || character === '}') closing.pop();
    else if (character !== ',') continue;
    else if (closing.length === 0) return 0;
    // A comma follows a complete value, and nothing need follow a bracket.
    end = character === ',' ? at : at + 1;
    if (closing.length > 0) continue;
    if (!isOutlineOfJson(outline.slice(start, end))) return 0;
    count += 1;
    start = end;
  }
  if (start === end) return count;
  const complete = outline.slice(start, end) + closing.reverse().join('');
  return isOutlineOfJson(complete) ? count + 1 : 0;
}

function isOutlineOfJson(outline: string): boolean {
  return isJson(outline.replaceAll('s', '""'));
}

function outlineOf(text: string): string {
  return text.replace(SCALAR, (scalar) => (scalar.startsWith('"') ? '""' : '0'));
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
