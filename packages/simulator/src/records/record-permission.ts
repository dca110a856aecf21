import type { Login } from '../auth/login.ts';
import type { Permission } from '../http/endpoints.ts';
import { Refusal } from '../http/refusal.ts';

type Change = 'create' | 'update' | 'delete';

const needs: Readonly<Record<Change, { permission: Permission; code: number }>> = {
  create: { permission: 'edit', code: 71012515 },
  update: { permission: 'edit', code: 71012513 },
  delete: { permission: 'delete', code: 71012514 },
};

/** Refuses an insert or a batch with 401 if the login lacks the permission (docs/zuora-api.md, section 7.2). */
export function requireRecordPermission(login: Login, what: Change): void {
  const { permission, code } = needs[what];
  if (login.permissions.has(permission)) return;
  throw new Refusal(401, code, 'Unauthorized to process object record.', {
    details: [{ code, message: `Unauthorized to ${what} object record.` }],
  });
}
