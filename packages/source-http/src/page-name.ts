import { type Place, parameterOf } from './page-request.ts';
import { isInBody, isNumbered } from './paging-kind.ts';
import type { Paging } from './paging-options.ts';
import type { Settings } from './settings.ts';

/**
 * The name of a page in messages and locations, by which a person can request it. A link may contain secrets
 * of the server, so the name begins with the address that the user wrote. It includes the number of that
 * address if another one differs only in what is not shown.
 */
export function nameOf(place: Place, { shownUrls, paging }: Settings): string {
  const name = shownUrls[place.index] ?? '';
  const isShared = shownUrls.indexOf(name) !== shownUrls.lastIndexOf(name);
  return `${name}${pageNameOf(place, paging)}${isShared ? ` (address ${place.index + 1})` : ''}`;
}

function pageNameOf(place: Place, paging: Paging | undefined): string {
  if (paging === undefined) return '';
  if (!isNumbered(paging) || isInBody(paging)) return ` page ${place.page + 1}`;
  return `?${paging.param}=${parameterOf(place, paging)}`;
}
