/** A string, or anything else that contains no bracket, comma, colon or quote. */
const SCALAR = /"[^"\\]*(?:\\.[^"\\]*)*"|[^\s[\]{},:"]+/gs;

/**
 * Whether a text is JSON but for its scalars: the strings may contain what JSON forbids, and other scalars may be
 * any word, such as `NaN`. Then the text ends where it seems to end.
 */
export function isStructured(text: string): boolean {
  return isJson(outlineOf(text));
}

/** Whether a text can be the beginning of one JSON document, whatever its scalars are. */
export function beginsDocument(text: string): boolean {
  const [outline = ''] = outlineOf(text).replaceAll('""', 's').split('"');
  const closing: string[] = [];
  /** Where the last bracket or comma is. */
  let end = 0;
  for (let at = 0; at < outline.length; at++) {
    const character = outline[at];
    if (character === '[') closing.push(']');
    else if (character === '{') closing.push('}');
    else if (character === ']' || character === '}') closing.pop();
    else if (character !== ',') continue;
    // A comma follows a complete value, and nothing need follow a bracket.
    end = character === ',' ? at : at + 1;
  }
  const complete = outline.slice(0, end) + closing.reverse().join('');
  return isJson(complete.replaceAll('s', '""'));
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
