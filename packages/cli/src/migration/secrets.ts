const SECRET_KEY = /secret|token|pass(?:word|phrase|wd)|api.?key|private.?key|authorization/i;
/** Parts of a request, in which any value may be a credential. */
const SENT_KEY = /^(?:query|headers|body)$/;

/** Whether the value at a path may be a literal secret. */
export function mayBeSecret(path: readonly string[]): boolean {
  return path.some((name) => SECRET_KEY.test(name) || SENT_KEY.test(name));
}
