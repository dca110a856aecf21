/** One form of a login's Id: samples show the same one with and without dashes, in either case. */
export function loginIdOf(id: string | undefined): string | undefined {
  return id?.replaceAll('-', '').toLowerCase();
}
