import { createLoginRegister, DEFAULT_CLIENT } from './auth/login.ts';
import { createTokenService } from './auth/token.ts';
import { createTenantBooks, type TenantBooks } from './books.ts';
import type { Definition, Schema } from './definitions/definition.ts';
import { createDefinitionRegister, type DefinitionRegister } from './definitions/register.ts';
import { savedQuery, vehicle } from './definitions/sample.ts';
import { readCustomSchema, readSchema } from './definitions/schema-check.ts';
import { applyFault } from './faults/apply.ts';
import { type Chaos, createFaultInjector } from './faults/injector.ts';
import type { FaultRule } from './faults/rule.ts';
import { parseFaults } from './faults/rule-text.ts';
import { dispatch } from './http/dispatch.ts';
import { matchEndpoint } from './http/endpoint-match.ts';
import type { TenantOutcome, TenantRequest, TenantResponse } from './http/message.ts';
import { withHeaders } from './http/message.ts';
import { createQuota } from './http/quota.ts';
import { Refusal } from './http/refusal.ts';
import { refuse } from './http/refusal-answer.ts';
import { addForeignJob, type ForeignJob, occupySlots } from './jobs/foreign.ts';
import { isFinal, type JobStatus } from './jobs/job.ts';
import { createJobRegister } from './jobs/register.ts';
import { allKnobs } from './knobs/parse.ts';
import type { Knobs } from './knobs/table.ts';
import { randomHex, randomUuid } from './random.ts';
import { addRecord } from './records/added-record.ts';
import { createRequestLog } from './request-log.ts';
import { createStamps } from './stamps.ts';
import type { RequestCounts, TenantOptions } from './tenant-options.ts';
import type { TenantParts } from './tenant-parts.ts';
import { createTimers } from './timers.ts';
import { realWorld, type World } from './world.ts';

/** A Zuora tenant without a socket: its state, and one function that answers requests. */
export interface Tenant extends TenantBooks {
  /** Answers a request, or breaks its connection. Rejects if reading the body or `onRequest` fails. */
  handle(request: TenantRequest): Promise<TenantOutcome>;
  /** Every knob; may be changed at any time. Those of foreign jobs and faults are read only at the start. */
  readonly knobs: Knobs;
  readonly requests: RequestCounts;
  /** Another tenant with this seed has the same faults. `undefined` without chaos. */
  readonly chaosSeed: string | undefined;
  define(definition: Definition): void;
  /** Stores a record without a job and returns its id. Throws a `TypeError` if it is invalid. */
  addRecord(object: string, cells: Readonly<Record<string, string>>): string;
  /** Adds a job of another login and returns its id. */
  addForeignJob(foreign?: ForeignJob): string;
  /** Moves any job to a final status, as the server may do on its own. */
  endJob(id: string, status: JobStatus): void;
  addFault(rule: FaultRule): void;
  /** Invalidates every issued token. */
  revokeTokens(): void;
  /** Cancels all scheduled work. */
  stop(): void;
}

/** Creates a tenant that follows docs/zuora-api.md; `options.world` provides time and random numbers. */
export function createTenant(options: TenantOptions = {}): Tenant {
  const parts = createParts(options);
  const { world, timers, knobs, logins, definitions, jobs } = parts;
  const { clients = [DEFAULT_CLIENT], tokens: fixedTokens = [], tenantId = '19' } = options;
  const tokens = createTokenService({
    ...{ clients, tokens: fixedTokens, logins, tenantId, knobs, world },
  });
  const foreignLogin = logins.add('foreign');
  const log = createRequestLog(options.onRequest);
  const quota = createQuota(world, knobs);
  const chaos = options.chaos ?? chaosOf(knobs, world);
  const rules = [...(options.faults ?? []), ...parseFaults(knobs.faults)];
  const faults = createFaultInjector(rules, chaos, world.random);
  fill(definitions, (options.definitions ?? [vehicle]).map(readCustomSchema));
  fill(parts.standardObjects, (options.standardObjects ?? [savedQuery]).map(readSchema));
  occupySlots(parts, foreignLogin);

  async function answer(request: TenantRequest, requestId: string): Promise<TenantResponse> {
    const path = pathOf(request);
    try {
      return await dispatch(parts, tokens, request, matchEndpoint(request.method, path));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return refuse(error, knobs, { id: requestId, path, at: world.now() });
    }
  }

  async function handle(request: TenantRequest): Promise<TenantOutcome> {
    const at = world.now();
    const requestId = randomUuid(world.random);
    const endpoint = matchEndpoint(request.method, pathOf(request))?.endpoint;
    const tooMany = quota.enter();
    const fault = endpoint === undefined || tooMany ? undefined : faults.next(endpoint);
    const process = (received: TenantRequest) => answer(received, requestId);
    try {
      const outcome =
        tooMany ??
        (fault ? await applyFault(fault, request, process, parts) : await process(request));
      const status = 'dropped' in outcome ? undefined : outcome.status;
      log.add({ at, requestId, request, endpoint, status, fault: fault?.action });
      if ('dropped' in outcome) return outcome;
      const limits = endpoint === 'token' ? quota.tokenHeaders() : quota.headers();
      return withHeaders(outcome, { ...limits, ...tracing(request, requestId) });
    } finally {
      quota.leave();
    }
  }

  // `Object.assign` keeps the getters of the target, which must stay live; a spread would read them once.
  return Object.assign(createTenantBooks(parts), {
    handle,
    knobs,
    requests: log.counts,
    chaosSeed: chaos?.seed,
    define: (definition: Definition) => void definitions.add(readCustomSchema(definition), 0),
    addRecord: (object: string, cells: Readonly<Record<string, string>>) =>
      addRecord(parts, object, cells),
    addForeignJob: (foreign?: ForeignJob) =>
      addForeignJob(parts, foreign?.sameLogin ? logins.at(0) : foreignLogin, foreign).id,
    endJob(id: string, status: JobStatus) {
      const job = jobs.get(id);
      if (job !== undefined && !isFinal(job.status)) jobs.move(job, status);
    },
    addFault: (rule: FaultRule) => faults.add(rule),
    revokeTokens: () => tokens.revokeAll(),
    stop: () => timers.stop(),
  });
}

/** Chaos without a seed gets a random one, so that `chaosSeed` can show it and another run can use it. */
function chaosOf({ chaosSeed, chaosRate }: Knobs, { random }: World): Chaos | undefined {
  if (chaosRate === 0) return undefined;
  return { seed: chaosSeed === '' ? randomHex(random) : chaosSeed, rate: chaosRate };
}

function createParts(options: TenantOptions): TenantParts {
  const world = options.world ?? realWorld();
  const timers = createTimers(world);
  const knobs = allKnobs(options.knobs ?? {});
  const logins = createLoginRegister(world.random);
  const standardIds = Object.entries(options.standardIds ?? {}).map(
    ([object, ids]) => [object.toLowerCase(), new Set(ids)] as const,
  );
  return {
    world,
    timers,
    knobs,
    logins,
    stamps: createStamps(knobs, logins),
    definitions: createDefinitionRegister(world),
    standardObjects: createDefinitionRegister(world),
    jobs: createJobRegister(world, timers, knobs),
    tally: { failed: 0, cancelled: 0, hidden: 0 },
    standardIds: Object.fromEntries(standardIds),
  };
}

function fill(register: DefinitionRegister, schemas: readonly Schema[]): void {
  for (const schema of schemas) register.add(schema, 0);
}

function tracing(request: TenantRequest, requestId: string): Record<string, string> {
  const trackId = request.headers['zuora-track-id'];
  const own = { 'zuora-request-id': requestId };
  return trackId === undefined ? own : { ...own, 'zuora-track-id': trackId };
}

function pathOf({ url }: TenantRequest): string {
  return url.split('?', 1)[0] ?? '';
}
