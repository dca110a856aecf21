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

export const gatewayFaults = [
  '429-code-70',
  '429-code-70-retry-after',
  '429-code-50000070',
  '429-code-string',
  '429-empty',
  '401',
  '500-json',
  '500-retryable',
  '502-html',
  '503-html',
  '503-retry-after',
  '504-html',
  '200-error',
  '200-empty',
  '200-cut',
] as const;

export type GatewayFault = (typeof gatewayFaults)[number];

export function isConnectionFault(action: FaultAction): action is ConnectionFault {
  return connectionFaults.some((name) => name === action);
}
