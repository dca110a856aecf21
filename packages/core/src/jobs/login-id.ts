/** Normalises a login's Id: samples show the same Id with and without dashes, in upper and lower case. */
export function loginIdOf(id: string | undefined): string | undefined {
  return id?.replaceAll('-', '').toLowerCase();
}
