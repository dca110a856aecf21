import { Refusal } from '../http/refusal.ts';
import type { Login } from './login.ts';

/** Checks the form of `Zuora-Org-Ids`: ids, separated by commas (docs/zuora-api.md, section 1.1). */
export function requireOrgsForm(header: string | undefined): void {
  if (header === undefined || idsIn(header).every((id) => /^\S+$/.test(id))) return;
  throw new Refusal(400, 90000020, 'Zuora-Org-Ids must be org ids, separated by commas.');
}

/** Refuses an org that the login has no access to. Which status and code it gets is not documented. */
export function requireOrgs({ orgs }: Login, header: string | undefined): void {
  if (header === undefined || orgs === undefined) return;
  const stray = idsIn(header).find((id) => !orgs.includes(id));
  if (stray === undefined) return;
  throw new Refusal(403, 90000010, `The login has no access to the org ${stray}.`);
}

function idsIn(header: string): string[] {
  return header.split(',').map((id) => id.trim());
}
