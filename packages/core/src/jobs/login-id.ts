/** Normalises the id of a login: the same one may be written with and without dashes, in upper and lower case. */
export function loginIdOf(id: string | undefined): string | undefined {
  return id?.replaceAll('-', '').toLowerCase();
}
