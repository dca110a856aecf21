/** What a login may do (docs/zuora-api.md, section 1). */
export type Permission = 'view' | 'edit' | 'delete';

export interface Route {
  readonly method: string;
  /** `:name` matches one segment. */
  readonly path: string;
  /** Absent if it depends on the request, if its refusal is not a 403, or if none is needed. */
  readonly permission?: Permission;
  /** The parameters of its query, and whether each may be repeated. Default: none. */
  readonly query?: Readonly<Record<string, 'once' | 'often'>>;
  /** Absent if it has no body. */
  readonly body?: true;
  /** The code of the refusal of another parameter or of a body. Default: 90000020. */
  readonly shapeCode?: number;
}

/** The endpoints (docs/zuora-api.md, sections 1, 6.1, 7.1 and 7.2) by the names that fault rules use. */
export const routes = {
  token: { method: 'POST', path: '/oauth/token', body: true },
  create: { method: 'POST', path: '/objects/jobs', body: true },
  list: {
    method: 'GET',
    path: '/objects/jobs',
    permission: 'view',
    query: { pageSize: 'once', cursor: 'once', status: 'once' },
    shapeCode: 71013020,
  },
  get: { method: 'GET', path: '/objects/jobs/:id', permission: 'view' },
  upload: { method: 'POST', path: '/objects/jobs/:id/files', permission: 'edit', body: true },
  errors: { method: 'GET', path: '/objects/jobs/:id/errors', permission: 'view' },
  cancel: { method: 'PATCH', path: '/objects/jobs/:id/cancel', shapeCode: 71013620 },
  'describe-all': {
    method: 'GET',
    path: '/objects/definitions/default',
    permission: 'view',
    query: { select: 'once' },
  },
  define: { method: 'POST', path: '/objects/definitions/default', permission: 'edit', body: true },
  describe: { method: 'GET', path: '/objects/definitions/default/:object', permission: 'view' },
  undefine: {
    method: 'DELETE',
    path: '/objects/definitions/default/:object',
    permission: 'delete',
  },
  migrate: { method: 'POST', path: '/objects/migrations', permission: 'edit', body: true },
  find: {
    method: 'GET',
    path: '/objects/records/default/:object',
    permission: 'view',
    query: { q: 'once', ids: 'often', pageSize: 'once', cursor: 'once' },
    shapeCode: 71012720,
  },
  insert: { method: 'POST', path: '/objects/records/default/:object', body: true },
  batch: { method: 'POST', path: '/objects/batch/default/:object', body: true },
  read: { method: 'GET', path: '/objects/records/default/:object/:id', permission: 'view' },
  replace: {
    method: 'PUT',
    path: '/objects/records/default/:object/:id',
    permission: 'edit',
    body: true,
  },
  patch: {
    method: 'PATCH',
    path: '/objects/records/default/:object/:id',
    permission: 'edit',
    body: true,
  },
  remove: { method: 'DELETE', path: '/objects/records/default/:object/:id', permission: 'delete' },
} as const;

export type Endpoint = keyof typeof routes;

export const endpoints: readonly Endpoint[] = Object.keys(routes).filter(isEndpoint);

export function isEndpoint(name: string): name is Endpoint {
  return Object.hasOwn(routes, name);
}
