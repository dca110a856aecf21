import type { Endpoint } from '../http/endpoints.ts';
import type { FaultAction } from './action.ts';

/** A fault, and the requests that get it. */
export interface FaultRule {
  readonly on: Endpoint | 'any';
  /** The first request to that endpoint that may get the fault, counted from 1. Default: 1. */
  readonly nth?: number | undefined;
  /** How many times in all. Default: once with `nth`, without limit otherwise. */
  readonly times?: number | undefined;
  /** Probability for each request. Default: 1. */
  readonly probability?: number | undefined;
  readonly do: FaultAction;
  /** Time of late arrivals and delays. Default: 1000. */
  readonly delayMs?: number | undefined;
  /** Whether the request is processed before the false answer is sent. Default: false. */
  readonly commits?: boolean | undefined;
}
