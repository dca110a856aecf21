/** What a login may do (docs/zuora-api.md, section 1). */
export type Permission = 'view' | 'edit' | 'delete';

export interface Route {
  readonly method: string;
  /** `:name` matches one segment. */
  readonly path: string;
  /** Absent if it depends on the request, or if none is needed. */
  readonly permission?: Permission;
}

/** The endpoints (docs/zuora-api.md, sections 1, 6.1, 7.1 and 7.2) by the names that fault rules use. */
export const routes = {
  token: { method: 'POST', path: '/oauth/token' },
  create: { method: 'POST', path: '/objects/jobs' },
  list: { method: 'GET', path: '/objects/jobs', permission: 'view' },
  get: { method: 'GET', path: '/objects/jobs/:id', permission: 'view' },
  upload: { method: 'POST', path: '/objects/jobs/:id/files', permission: 'edit' },
  errors: { method: 'GET', path: '/objects/jobs/:id/errors', permission: 'view' },
  cancel: { method: 'PATCH', path: '/objects/jobs/:id/cancel' },
  'describe-all': { method: 'GET', path: '/objects/definitions/default', permission: 'view' },
  define: { method: 'POST', path: '/objects/definitions/default', permission: 'edit' },
  describe: { method: 'GET', path: '/objects/definitions/default/:object', permission: 'view' },
  undefine: {
    method: 'DELETE',
    path: '/objects/definitions/default/:object',
    permission: 'delete',
  },
  migrate: { method: 'POST', path: '/objects/migrations', permission: 'edit' },
  find: { method: 'GET', path: '/objects/records/default/:object', permission: 'view' },
  insert: { method: 'POST', path: '/objects/records/default/:object', permission: 'edit' },
  batch: { method: 'POST', path: '/objects/batch/default/:object' },
  read: { method: 'GET', path: '/objects/records/default/:object/:id', permission: 'view' },
  replace: { method: 'PUT', path: '/objects/records/default/:object/:id', permission: 'edit' },
  patch: { method: 'PATCH', path: '/objects/records/default/:object/:id', permission: 'edit' },
  remove: { method: 'DELETE', path: '/objects/records/default/:object/:id', permission: 'delete' },
} as const;

export type Endpoint = keyof typeof routes;

export const endpoints: readonly Endpoint[] = Object.keys(routes).filter(isEndpoint);

export function isEndpoint(name: string): name is Endpoint {
  return Object.hasOwn(routes, name);
}
