const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

const PLAIN_UUID = /^[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}$/i;

/** Whether a text is a UUID, with dashes or without, which values of fields may be. */
export function isUuidValue(text: string): boolean {
  return PLAIN_UUID.test(text);
}

/** Whether a text is a UUID of 36 characters, the form in which every id is documented. */
export function isUuid(text: string): boolean {
  return UUID.test(text);
}

/** What the tenant says of an id that is no UUID. */
export function notUuid(id: string): string {
  return `input string "${id}" is not a valid UUID`;
}
