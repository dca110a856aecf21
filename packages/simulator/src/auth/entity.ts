import { Refusal } from '../http/refusal.ts';
import { isUuid } from '../uuid.ts';
import type { Login } from './login.ts';

/** Checks the form of `Zuora-Entity-Ids`: one UUID of 36 characters (docs/zuora-api.md, sections 1.1 and 6.1). */
export function requireEntityForm(header: string | undefined): void {
  if (header === undefined || isUuid(header)) return;
  throw new Refusal(400, 90000020, 'Zuora-Entity-Ids must be one entity id.');
}

/**
 * Checks that a login of several entities says which, and that it is one of its own (docs/zuora-api.md, sections 1.1
 * and 6.1). Which code a refusal has is not documented.
 */
export function requireEntity({ entities }: Login, header: string | undefined): void {
  if (header === undefined) {
    if (entities.length < 2) return;
    throw new Refusal(
      400,
      90000020,
      'The token is valid for several entities: expected Zuora-Entity-Ids.',
    );
  }
  if (entities.length === 0 || entities.includes(header.toLowerCase())) return;
  throw new Refusal(403, 90000010, 'The login has no access to this entity.');
}
