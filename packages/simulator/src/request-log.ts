import type { FaultAction } from './faults/action.ts';
import type { Endpoint } from './http/endpoints.ts';
import type { TenantRequest } from './http/message.ts';
import type { RequestCounts, RequestEvent } from './tenant-options.ts';

interface Entry extends Pick<RequestEvent, 'at' | 'requestId' | 'endpoint' | 'status'> {
  readonly request: TenantRequest;
  readonly fault: FaultAction | undefined;
}

/** Counts requests and calls the listener. */
export function createRequestLog(onRequest: ((event: RequestEvent) => void) | undefined): {
  readonly counts: RequestCounts;
  add(entry: Entry): void;
} {
  const byEndpoint: Partial<Record<Endpoint, number>> = {};
  const byStatus: Record<string, number> = {};
  const counts = { total: 0, faults: 0, byEndpoint, byStatus };
  return {
    counts,
    add({ request, fault, ...rest }) {
      const { endpoint, status = 'dropped' } = rest;
      counts.total++;
      if (fault !== undefined) counts.faults++;
      if (endpoint !== undefined) byEndpoint[endpoint] = (byEndpoint[endpoint] ?? 0) + 1;
      byStatus[status] = (byStatus[status] ?? 0) + 1;
      const name = typeof fault === 'object' ? `status ${fault.status}` : fault;
      onRequest?.({ ...rest, method: request.method, url: request.url, fault: name });
    },
  };
}
