import type { Permission } from '../http/endpoints.ts';
import { Refusal } from '../http/refusal.ts';
import type { Login } from './login.ts';

const denials = {
  view: [71012512, 'User does not have permission to view custom objects.'],
  edit: [71012515, 'User does not have permission to create custom objects.'],
  delete: [71012514, 'User does not have permission to delete custom objects.'],
} as const;

/** Refuses with 403 if the login lacks the permission (fact sheet sections 1.2, 1.5 and 8). */
export function requirePermission(login: Login, permission: Permission): void {
  if (login.permissions.has(permission)) return;
  const [code, message] = denials[permission];
  throw new Refusal(403, code, message);
}
