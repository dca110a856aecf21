/**
 * Shorter secrets are not hidden: they are parts of ordinary words, which would be destroyed with them. Zuora's own
 * are longer (docs/zuora-api.md, section 6.1).
 */
const HIDDEN_LENGTH_MIN = 6;

/**
 * Every form in which a server may repeat a login: as it is, and as it is encoded in an address or a form. Leaves out
 * what has fewer than 6 characters. The longest come first: one may contain another.
 */
export function repeatable(login: readonly (string | undefined)[]): readonly string[] {
  const forms = login.flatMap((part = '') => {
    return part.length < HIDDEN_LENGTH_MIN
      ? []
      : [part, encodeURIComponent(part), formEncoded(part)];
  });
  return [...new Set(forms)].sort((one, other) => other.length - one.length);
}

/** A text without the parts of a login that a server repeats in it. */
export function withoutRepeated(text: string, repeated: readonly string[] = []): string {
  return repeated.reduce((hidden, form) => hidden.replaceAll(form, '…'), text);
}

function formEncoded(text: string): string {
  return new URLSearchParams([['', text]]).toString().slice(1);
}
