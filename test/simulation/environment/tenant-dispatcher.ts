import { Readable } from 'node:stream';
import { type Tenant, type TenantRequest, type TenantResponse, textOf } from '@rowferry/simulator';
import { Dispatcher } from 'undici';
import type { VirtualClock } from '../../world/virtual-clock.ts';
import type { WireCase } from '../cases/seeded-case.ts';
import type { SleepingRequest } from '../cases/seeded-processes.ts';
import type { Chance } from './chance.ts';
import { Exchange } from './exchange.ts';
import type { Life } from './life.ts';
import type { Machine } from './machine.ts';

/** The parts of the network between a process and the tenant. */
export interface NetworkParts {
  readonly tenant: Tenant;
  readonly clock: VirtualClock;
  readonly chance: Chance;
  readonly wire: WireCase;
  readonly life: Life;
  readonly machine: Machine;
  /** Called before each request. Returns it if the machine sleeps at it. */
  onRequest(method: string, path: string): SleepingRequest | undefined;
  /** Lets the machine sleep. */
  suspend(): void;
  /** Called with the file of each upload that reaches the tenant. */
  onUpload(job: string, file: Uint8Array): void;
}

/**
 * Passes the requests of a process to a tenant without a socket. Requests take time, and answers are cut
 * short where the case says so. Requests that are on their way when the process dies may still arrive.
 */
export class TenantDispatcher extends Dispatcher {
  readonly #parts: NetworkParts;

  constructor(parts: NetworkParts) {
    super();
    this.#parts = parts;
  }

  override dispatch(options: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler) {
    const exchange = new Exchange(handler, this.#parts.life);
    this.#send(options, exchange).catch((error: unknown) => exchange.fail(codeOf(error)));
    return true;
  }

  // undici's types also allow a callback, which is not used here.
  override async close(): Promise<void> {}
  override async destroy(): Promise<void> {}

  async #send(options: Dispatcher.DispatchOptions, exchange: Exchange): Promise<void> {
    const { chance, wire, life, machine, onRequest, suspend } = this.#parts;
    if (!life.reaches('step') || !life.reaches('unsent')) return;
    const sleeping = onRequest(options.method, options.path);
    if (chance.is(wire.unsent)) {
      await this.#travel();
      return exchange.fail('ECONNREFUSED');
    }
    if (sleeping?.isSent === false) suspend();
    await machine.awake();
    exchange.begin();
    if (exchange.aborted) return;
    const request = await requestOf(options);
    life.reaches('sent');
    if (jobOfUpload(request) !== undefined) life.reaches('upload');
    if (sleeping?.isSent === true) suspend();
    await this.#travel();
    if (!(await this.#isDelivered(exchange))) return;
    await this.#deliver(request, exchange, sleeping?.losesAnswer === true);
  }

  /** A request that was given up may already be sent, and a request of a dead process may take long. */
  async #isDelivered(exchange: Exchange): Promise<boolean> {
    const { clock, chance, wire, life } = this.#parts;
    if (!exchange.aborted && !life.isDead) return true;
    if (chance.is(0.5)) return false;
    if (life.isDead && chance.is(0.7)) await clock.sleep(chance.next() * wire.lateMsMax);
    return true;
  }

  async #deliver(request: TenantRequest, exchange: Exchange, losesAnswer: boolean): Promise<void> {
    const { tenant, clock, wire, life, machine, onUpload } = this.#parts;
    const job = jobOfUpload(request);
    if (job !== undefined && request.body instanceof Uint8Array) onUpload(job, request.body);
    const outcome = await tenant.handle(request);
    const answeredAt = clock.now() + tenant.knobs.dateHeaderAheadMs;
    await machine.awake();
    if (!life.reaches('arrived')) return;
    if ('dropped' in outcome || losesAnswer) return exchange.fail('UND_ERR_SOCKET');
    const date = wire.hasDate ? { date: new Date(answeredAt).toUTCString() } : {};
    await this.#travel();
    await this.#answer(outcome, { ...date, ...outcome.headers }, exchange);
  }

  async #answer(
    response: TenantResponse,
    headers: Record<string, string>,
    exchange: Exchange,
  ): Promise<void> {
    const { chance, wire, machine } = this.#parts;
    await machine.awake();
    const bytes = Buffer.from(textOf(response));
    exchange.start(response.status, headers);
    if (bytes.length > 1 && chance.is(wire.torn)) {
      exchange.data(bytes.subarray(0, chance.between(0, bytes.length - 1)));
      await this.#travel();
      await machine.awake();
      return exchange.fail('UND_ERR_SOCKET');
    }
    exchange.data(bytes);
    exchange.end();
  }

  async #travel(): Promise<void> {
    const { clock, chance, wire } = this.#parts;
    if (wire.latencyMs > 0) await clock.sleep(chance.next() * wire.latencyMs);
  }
}

function jobOfUpload({ url }: TenantRequest): string | undefined {
  return /^\/objects\/jobs\/([^/]+)\/files$/.exec(url)?.[1];
}

/** Reads the whole request. A request whose body fails or whose process dies meanwhile is never sent. */
async function requestOf({
  method,
  path,
  headers,
  body,
}: Dispatcher.DispatchOptions): Promise<TenantRequest> {
  const given: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers ?? {})) {
    // Bodies are not compressed here.
    if (name.toLowerCase() !== 'accept-encoding') given[name.toLowerCase()] = String(value);
  }
  const request = { method, url: path, headers: given };
  if (typeof body === 'string') return { ...request, body: Buffer.from(body) };
  if (body instanceof Uint8Array) return { ...request, body };
  if (!(body instanceof Readable)) return request;
  const blocks: Uint8Array[] = [];
  for await (const block of body) blocks.push(block);
  return { ...request, body: Buffer.concat(blocks) };
}

/** The code of the error with which reading the body failed. */
function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'ECONNRESET';
}
