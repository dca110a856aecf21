/** What a login may do (fact sheet section 1). */
export type Permission = 'view' | 'edit' | 'delete';

interface Route {
  readonly method: string;
  /** `:name` matches one segment. */
  readonly path: string;
  /** Absent if it depends on the request, or if none is needed. */
  readonly permission?: Permission;
}

/** The endpoints of sections 1, 6.1, 7.1 and 7.2 of the fact sheet, by the names that fault rules use. */
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

export interface Match {
  readonly endpoint: Endpoint;
  readonly permission: Permission | undefined;
  readonly params: Readonly<Record<string, string>>;
}

export const endpoints: readonly Endpoint[] = Object.keys(routes).filter(isEndpoint);

export function isEndpoint(name: string): name is Endpoint {
  return Object.hasOwn(routes, name);
}

/** The endpoint of a request, if any. */
export function matchEndpoint(method: string, path: string): Match | undefined {
  const segments = path.split('/');
  for (const endpoint of endpoints) {
    const route: Route = routes[endpoint];
    if (route.method !== method) continue;
    const params = matchPath(route.path.split('/'), segments);
    if (params !== undefined) return { endpoint, permission: route.permission, params };
  }
  return undefined;
}

function matchPath(pattern: string[], segments: string[]): Record<string, string> | undefined {
  if (pattern.length !== segments.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, part] of pattern.entries()) {
    const segment = segments[index] ?? '';
    if (part.startsWith(':') && segment !== '') params[part.slice(1)] = decode(segment);
    else if (part !== segment) return undefined;
  }
  return params;
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
