import type { TenantResponse } from './message.ts';

/** One record that a synchronous call refused. */
export interface RefusalDetail {
  readonly code: number;
  readonly message: string;
  readonly record?: Readonly<Record<string, unknown>>;
}

/** Thrown wherever the tenant refuses a request; one place converts it to an answer. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly status: number;
  readonly code: number | string;
  readonly details: readonly RefusalDetail[] | undefined;
  /** The answer to send instead, for refusals to which no error shape applies. */
  readonly response: TenantResponse | undefined;

  constructor(
    status: number,
    code: number | string,
    message: string,
    extra: { details?: readonly RefusalDetail[]; response?: TenantResponse } = {},
  ) {
    super(message);
    this.status = status;
    this.code = code;
    this.details = extra.details;
    this.response = extra.response;
  }
}
