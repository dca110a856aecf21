/** An address as messages and places show it: a query or a login may be secret. */
export function shown(url: URL): string {
  return `${url.origin}${url.pathname}`;
}

/** An address without the parameters that `first` gives it: they are the user's, and may be secret. */
export interface Spared {
  readonly href: string;
  /** The names of the parameters that were taken out. */
  readonly spared: readonly string[];
}

export function withoutOwn(href: string, first: URL): Spared {
  const url = new URL(href);
  const spared = [...new Set(first.searchParams.keys())].filter(
    (name) => first.searchParams.get(name) === url.searchParams.get(name),
  );
  for (const name of spared) url.searchParams.delete(name);
  // What is as it was is not written anew: a signature may cover it.
  return { href: spared.length === 0 ? href : url.href, spared };
}

export function withOwn({ href, spared }: Spared, first: URL): string {
  if (spared.length === 0) return href;
  const url = new URL(href);
  for (const name of spared) url.searchParams.set(name, first.searchParams.get(name) ?? '');
  return url.href;
}
