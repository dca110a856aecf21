import { Refusal } from '../http/refusal.ts';
import { isUuid } from '../uuid.ts';
import type { Login } from './login.ts';

/**
 * Checks `Zuora-Entity-Ids`: one dashed UUID, which a login of several entities must send, and which must be one
 * of its own (docs/zuora-api.md, sections 1.1 and 6.1). Which code a refusal has is not documented.
 */
export function requireEntity({ entities }: Login, header: string | undefined): void {
  if (header !== undefined && !isUuid(header)) {
    throw new Refusal(400, 90000020, 'Zuora-Entity-Ids must be one entity id.');
  }
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
