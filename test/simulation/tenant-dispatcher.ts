import { Readable } from 'node:stream';
import { type Tenant, type TenantRequest, type TenantResponse, textOf } from '@rowferry/simulator';
import { Dispatcher } from 'undici';
import type { Chance } from './chance.ts';
import type { WireCase } from './seeded-case.ts';
import type { VirtualClock } from './virtual-clock.ts';

/** What the wire between run and tenant is made of. */
export interface WireParts {
  readonly tenant: Tenant;
  readonly clock: VirtualClock;
  readonly chance: Chance;
  readonly wire: WireCase;
  /** Called before each request. */
  onRequest(method: string, path: string): void;
}

type Handler = Dispatcher.DispatchHandler;

/** Hands requests to a tenant without a socket: slow, and torn where the case says so. */
export class TenantDispatcher extends Dispatcher {
  readonly #parts: WireParts;

  constructor(parts: WireParts) {
    super();
    this.#parts = parts;
  }

  override dispatch(options: Dispatcher.DispatchOptions, handler: Handler): boolean {
    const exchange = new Exchange(handler);
    this.#carry(options, exchange).catch((error: unknown) => exchange.fail(codeOf(error)));
    return true;
  }

  // undici types them with a callback as well, which nobody here gives.
  override async close(): Promise<void> {}
  override async destroy(): Promise<void> {}

  async #carry(options: Dispatcher.DispatchOptions, exchange: Exchange): Promise<void> {
    const { tenant, clock, chance, wire, onRequest } = this.#parts;
    onRequest(options.method, options.path);
    if (chance.is(wire.unsent)) {
      await this.#travel();
      return exchange.fail('ECONNREFUSED');
    }
    exchange.begin();
    if (exchange.aborted) return;
    await this.#travel();
    // A request that was given up may have left already.
    if (exchange.aborted && chance.is(0.5)) return;
    const outcome = await tenant.handle(requestOf(options));
    if ('dropped' in outcome) return exchange.fail('UND_ERR_SOCKET');
    const date = wire.hasDate ? { date: new Date(clock.now()).toUTCString() } : {};
    await this.#travel();
    await this.#answer(outcome, { ...date, ...outcome.headers }, exchange);
  }

  async #answer(
    response: TenantResponse,
    headers: Record<string, string>,
    exchange: Exchange,
  ): Promise<void> {
    const { chance, wire } = this.#parts;
    const bytes = Buffer.from(textOf(response));
    exchange.start(response.status, headers);
    if (bytes.length > 1 && chance.is(wire.torn)) {
      exchange.data(bytes.subarray(0, chance.between(0, bytes.length - 1)));
      await this.#travel();
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

/** One request's way through undici: nothing is told any more once it is over. */
class Exchange implements Dispatcher.DispatchController {
  readonly #handler: Handler;
  #isOver = false;
  aborted = false;
  readonly paused = false;
  reason: Error | null = null;

  constructor(handler: Handler) {
    this.#handler = handler;
  }

  pause(): void {}
  resume(): void {}

  abort(reason: Error): void {
    if (this.#isOver) return;
    this.aborted = true;
    this.reason = reason;
    this.#failWith(reason);
  }

  begin(): void {
    this.#handler.onRequestStart?.(this, {});
  }

  start(status: number, headers: Record<string, string>): void {
    if (!this.#isOver) this.#handler.onResponseStart?.(this, status, headers, '');
  }

  data(bytes: Buffer): void {
    if (!this.#isOver) this.#handler.onResponseData?.(this, bytes);
  }

  end(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#handler.onResponseEnd?.(this, {});
  }

  fail(code: string): void {
    if (!this.#isOver) this.#failWith(Object.assign(new Error(code), { code }));
  }

  #failWith(error: Error): void {
    this.#isOver = true;
    this.#handler.onResponseError?.(this, error);
  }
}

function requestOf({ method, path, headers, body }: Dispatcher.DispatchOptions): TenantRequest {
  const given: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers ?? {})) {
    // Bodies are handed over as they are.
    if (name.toLowerCase() !== 'accept-encoding') given[name.toLowerCase()] = String(value);
  }
  const request = { method, url: path, headers: given };
  if (typeof body === 'string') return { ...request, body: Buffer.from(body) };
  if (body instanceof Uint8Array || body instanceof Readable) return { ...request, body };
  return request;
}

/** The body's own error, where reading it is what went wrong. */
function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'ECONNRESET';
}
