const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Whether a text is a UUID of 36 characters, the form in which every id is documented. */
export function isUuid(text: string): boolean {
  return UUID.test(text);
}
