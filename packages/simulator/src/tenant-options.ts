import type { Client, FixedToken } from './auth/login.ts';
import type { Definition } from './definitions/definition.ts';
import type { Chaos } from './faults/injector.ts';
import type { FaultRule } from './faults/rule.ts';
import type { Endpoint } from './http/endpoints.ts';
import type { KnobSettings } from './knobs/parse.ts';
import type { World } from './world.ts';

/** The settings of a tenant; all are optional. */
export interface TenantOptions {
  /** Default: the object `Vehicle`. */
  readonly definitions?: readonly Definition[] | undefined;
  /** Zuora's own objects, which jobs and migrations take with the namespace `com_zuora`. Default: `SavedQuery`. */
  readonly standardObjects?: readonly Definition[] | undefined;
  readonly knobs?: KnobSettings | undefined;
  /** Faults by rule; those of the knob `faults` are added after them. */
  readonly faults?: readonly FaultRule[] | undefined;
  /** Faults by seed. Default: those of the knobs `chaosSeed` and `chaosRate`. */
  readonly chaos?: Chaos | undefined;
  /** Default: `DEFAULT_CLIENT`. */
  readonly clients?: readonly Client[] | undefined;
  /** The tenant's id, as in the scope of its tokens. Default: `19`. */
  readonly tenantId?: string | undefined;
  /** Bearer tokens that never expire. */
  readonly tokens?: readonly FixedToken[] | undefined;
  /** Ids of Zuora's own objects, such as `{ contact: [...] }`, for enforced relations. */
  readonly standardIds?: Readonly<Record<string, readonly string[]>> | undefined;
  /** Clock, timers and random numbers. Default: the real ones. */
  readonly world?: World | undefined;
  /** Called for each request, before its answer is returned. */
  readonly onRequest?: ((event: RequestEvent) => void) | undefined;
}

/** One request and its outcome. */
export interface RequestEvent {
  /** Milliseconds since 1970, at arrival. */
  readonly at: number;
  readonly method: string;
  readonly url: string;
  readonly endpoint: Endpoint | undefined;
  /** `undefined` if the connection was broken. */
  readonly status: number | undefined;
  /** The fault that was injected, such as `drop-answer`. */
  readonly fault: string | undefined;
  /** Also in the answer, as `Zuora-Request-Id`. */
  readonly requestId: string;
}

/** How many requests a tenant has received. */
export interface RequestCounts {
  readonly total: number;
  readonly faults: number;
  readonly byEndpoint: Readonly<Partial<Record<Endpoint, number>>>;
  /** `dropped` counts broken connections. */
  readonly byStatus: Readonly<Record<string, number>>;
}
