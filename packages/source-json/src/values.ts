/** A string, a bracket, a comma, a colon, or any other word. */
const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\],:]|[^\s{}[\],:"]+/gs;

/** The values of a document that a path can lead to: those in objects, and not in arrays. */
export interface Values {
  /** What is at each path: `an object`. */
  readonly kinds: ReadonlyMap<string, string>;
  /** The paths of the arrays that begin with an object. */
  readonly arraysOfObjects: readonly string[];
}

/** An object or an array that is not closed yet. */
interface Open {
  /** Its path; `undefined` if none leads to it. */
  readonly path: string | undefined;
  readonly isArray: boolean;
  /** The name of its next value; `undefined` where a name must follow. */
  name?: string | undefined;
}

/** What there is in the beginning of a document, which may break off anywhere. */
export function valuesIn(beginning: string): Values {
  const kinds = new Map<string, string>();
  const arraysOfObjects: string[] = [];
  const open: Open[] = [];
  let token = '';
  for (const match of beginning.matchAll(TOKEN)) {
    const before = token;
    [token] = match;
    const around = open.at(-1);
    if (token === ':') continue;
    if (token === ',') forgetName(around);
    else if (token === '}' || token === ']') open.pop();
    else if (around?.isArray === false && around.name === undefined) around.name = nameIn(token);
    else {
      const path = pathIn(around);
      if (path !== undefined && !kinds.has(path)) kinds.set(path, kindOf(token));
      if (before === '[' && token === '{' && around?.path !== undefined) {
        arraysOfObjects.push(around.path);
      }
      if (token === '{' || token === '[') open.push({ path, isArray: token === '[' });
    }
  }
  return { kinds, arraysOfObjects };
}

function forgetName(around: Open | undefined): void {
  if (around !== undefined) around.name = undefined;
}

function pathIn(around: Open | undefined): string | undefined {
  if (around === undefined) return '';
  if (around.isArray || around.path === undefined) return undefined;
  return around.path === '' ? around.name : `${around.path}.${around.name}`;
}

function nameIn(token: string): string {
  try {
    return String(JSON.parse(token));
  } catch {
    return token;
  }
}

function kindOf(token: string): string {
  if (token === '[') return 'an array';
  if (token === '{') return 'an object';
  if (token === 'null') return 'null';
  if (token === 'true' || token === 'false') return 'a boolean';
  return token.startsWith('"') ? 'a text' : 'a number';
}
