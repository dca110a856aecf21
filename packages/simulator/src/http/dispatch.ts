import { requireEntity, requireEntityForm } from '../auth/entity.ts';
import { requirePermission } from '../auth/login.ts';
import { requireOrgs, requireOrgsForm } from '../auth/orgs.ts';
import type { TokenService } from '../auth/token.ts';
import type { Call } from '../call.ts';
import * as definitions from '../definitions/actions.ts';
import * as jobs from '../jobs/actions.ts';
import { create } from '../jobs/create.ts';
import { list } from '../jobs/list.ts';
import { find } from '../records/look-up.ts';
import * as records from '../records/synchronous.ts';
import type { TenantParts } from '../tenant-parts.ts';
import type { Match } from './endpoint-match.ts';
import { type Endpoint, routes } from './endpoints.ts';
import type { TenantRequest, TenantResponse } from './message.ts';
import { Refusal } from './refusal.ts';
import { requireShape } from './request-shape.ts';

type Action = (tenant: TenantParts, call: Call) => TenantResponse | Promise<TenantResponse>;

const actions: Readonly<Record<Exclude<Endpoint, 'token'>, Action>> = {
  create,
  list,
  get: jobs.get,
  upload: jobs.upload,
  errors: jobs.errors,
  cancel: jobs.cancel,
  'describe-all': definitions.describeAll,
  define: definitions.define,
  describe: definitions.describe,
  undefine: definitions.undefine,
  migrate: definitions.migrate,
  find,
  insert: records.insert,
  batch: records.batch,
  read: records.read,
  replace: records.replace,
  patch: records.patch,
  remove: records.remove,
};

/** Checks the login and its permission, and answers the request. Throws a `Refusal`. */
export async function dispatch(
  tenant: TenantParts,
  tokens: TokenService,
  request: TenantRequest,
  match: Match | undefined,
): Promise<TenantResponse> {
  requireTrackId(request.headers['zuora-track-id']);
  const entity = request.headers['zuora-entity-ids'];
  const orgs = request.headers['zuora-org-ids'];
  requireEntityForm(entity);
  requireOrgsForm(orgs);
  const at = request.url.indexOf('?');
  const query = new URLSearchParams(at < 0 ? '' : request.url.slice(at + 1));
  if (match?.endpoint === 'token') {
    requireShape(routes.token, query, request);
    return tokens.issue(request);
  }
  const login = tokens.loginOf(request);
  requireEntity(login, entity);
  requireOrgs(login, orgs);
  if (match === undefined) throw new Refusal(404, 90000040, 'HTTP 404 Not Found');
  if (match.permission !== undefined) requirePermission(login, match.permission);
  requireShape(routes[match.endpoint], query, request);
  return actions[match.endpoint](tenant, { request, params: match.params, query, login });
}

/** At most 64 characters of US-ASCII, without `:`, `;` and quotes (docs/zuora-api.md, section 1.1). */
function requireTrackId(trackId: string | undefined): void {
  if (trackId === undefined || /^[ !#-&(-9<-~]{0,64}$/.test(trackId)) return;
  throw new Refusal(400, 90000020, 'Invalid Zuora-Track-Id.');
}
