/** An answer that the caller defines. */
export interface FaultAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** A string is the body itself; any other value is sent as JSON. */
  readonly body?: unknown;
}

/**
 * What the fault does. `drop-request`: the connection breaks, the request is not processed.
 * `drop-answer`: the request is processed, then the connection breaks. `arrive-late`: the connection
 * breaks, the request is processed `delayMs` later. `arrive-twice`: the request is answered, and
 * processed again `delayMs` later. `delay`: the request is processed `delayMs` later. `stall-request`
 * and `stall-answer`: 504 after the gateway's timeout, without or with processing. The others are
 * answers of a gateway.
 */
export type FaultAction = ConnectionFault | GatewayFault | FaultAnswer;

export const connectionFaults = [
  'drop-request',
  'drop-answer',
  'arrive-late',
  'arrive-twice',
  'delay',
  'stall-request',
  'stall-answer',
] as const;

export type ConnectionFault = (typeof connectionFaults)[number];

/** What a rate limit is called in each form: its status, and the shape of its body. */
export const rateLimitFaults = [
  '429-code-70',
  '429-code-70-retry-after',
  '429-code-50000070',
  '429-code-string',
  '429-empty',
  '400-code-70',
  '400-code-70-retry-after',
  '400-code-50000070',
  '400-code-string',
  '200-code-70',
  '200-code-70-retry-after',
  '200-code-50000070',
  '200-code-string',
] as const;

export type RateLimitFault = (typeof rateLimitFaults)[number];

const otherFaults = [
  '401',
  '403-login',
  '400-login',
  '200-login',
  '500-json',
  '500-retryable',
  '502-html',
  '503-html',
  '503-retry-after',
  '504-html',
  '200-error',
  '200-empty',
  '200-cut',
  '200-object',
  '200-success',
  '200-no-id',
  '200-html',
] as const;

export type GatewayFault = RateLimitFault | (typeof otherFaults)[number];

export const gatewayFaults: readonly GatewayFault[] = [...rateLimitFaults, ...otherFaults];

export function isConnectionFault(action: FaultAction): action is ConnectionFault {
  return connectionFaults.some((name) => name === action);
}

export function isRateLimitFault(action: FaultAction): action is RateLimitFault {
  return rateLimitFaults.some((name) => name === action);
}
