import { Unreadable } from '@rowferry/core';

/** Node replaces bytes that are not UTF-8 with this character. */
const REPLACEMENT = '\uFFFD';

/** Whether a text came from bytes that are not UTF-8. */
export function isBroken(cell: string | null | undefined): boolean {
  return cell?.includes(REPLACEMENT) === true;
}

export function notUtf8(name: string): Unreadable {
  return new Unreadable(
    'TEXT_NOT_UTF8',
    `column \`${name}\` holds bytes that are not UTF-8; convert it in the query`,
  );
}
