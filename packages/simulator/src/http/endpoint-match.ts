import { type Endpoint, endpoints, type Permission, type Route, routes } from './endpoints.ts';

export interface Match {
  readonly endpoint: Endpoint;
  readonly permission: Permission | undefined;
  readonly params: Readonly<Record<string, string>>;
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
