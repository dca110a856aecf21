import type { Dispatcher } from 'undici';
import type { Life } from './life.ts';

/** One request in undici. Its handler is not called after the request has ended or its process is dead. */
export class Exchange implements Dispatcher.DispatchController {
  readonly #handler: Dispatcher.DispatchHandler;
  readonly #life: Life;
  #isOver = false;
  aborted = false;
  readonly paused = false;
  reason: Error | null = null;

  constructor(handler: Dispatcher.DispatchHandler, life: Life) {
    this.#handler = handler;
    this.#life = life;
  }

  get #isClosed(): boolean {
    return this.#isOver || this.#life.isDead;
  }

  pause(): void {}
  resume(): void {}

  abort(reason: Error): void {
    if (this.#isClosed) return;
    this.aborted = true;
    this.reason = reason;
    this.#failWith(reason);
  }

  begin(): void {
    this.#handler.onRequestStart?.(this, {});
  }

  start(status: number, headers: Record<string, string>): void {
    if (!this.#isClosed) this.#handler.onResponseStart?.(this, status, headers, '');
  }

  data(bytes: Buffer): void {
    if (!this.#isClosed) this.#handler.onResponseData?.(this, bytes);
  }

  end(): void {
    if (this.#isClosed) return;
    this.#isOver = true;
    this.#handler.onResponseEnd?.(this, {});
  }

  fail(code: string): void {
    if (!this.#isClosed) this.#failWith(Object.assign(new Error(code), { code }));
  }

  #failWith(error: Error): void {
    this.#isOver = true;
    this.#handler.onResponseError?.(this, error);
  }
}
