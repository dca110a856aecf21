import { readBytes } from '../http/body.ts';
import type { TenantOutcome, TenantRequest, TenantResponse } from '../http/message.ts';
import { htmlAnswer } from '../http/refusal.ts';
import type { Knobs } from '../knobs/table.ts';
import type { Timers } from '../world.ts';
import type { Fault } from './injector.ts';
import { answerOf, type ConnectionFault, isConnectionFault } from './rule.ts';

/** Bound for a request that is kept so that it can arrive later. */
const KEPT_BYTES_MAX = 67_108_864;

type Process = (request: TenantRequest) => Promise<TenantResponse>;

/** What becomes of a request that meets a fault. */
export async function meetFault(
  { action, delayMs, commits }: Fault,
  request: TenantRequest,
  process: Process,
  surroundings: { timers: Timers; knobs: Knobs },
): Promise<TenantOutcome> {
  if (isConnectionFault(action)) {
    return breakConnection(action, delayMs, request, process, surroundings);
  }
  if (commits) await process(request);
  return answerOf(action);
}

async function breakConnection(
  fault: ConnectionFault,
  delayMs: number,
  request: TenantRequest,
  process: Process,
  { timers, knobs }: { timers: Timers; knobs: Knobs },
): Promise<TenantOutcome> {
  switch (fault) {
    case 'drop-request':
      return { dropped: 'before' };
    case 'drop-answer':
      await process(request);
      return { dropped: 'after' };
    case 'arrive-late': {
      const kept = await keep(request);
      timers.after(delayMs, () => void process(kept));
      return { dropped: 'before' };
    }
    case 'arrive-twice': {
      const kept = await keep(request);
      const response = await process(kept);
      timers.after(delayMs, () => void process(kept));
      return response;
    }
    case 'delay':
      await timers.wait(delayMs);
      return process(request);
    case 'stall-request':
      await timers.wait(knobs.gatewayTimeoutMs);
      return htmlAnswer(504);
    case 'stall-answer':
      await process(request);
      await timers.wait(knobs.gatewayTimeoutMs);
      return htmlAnswer(504);
  }
}

async function keep(request: TenantRequest): Promise<TenantRequest> {
  return { ...request, body: await readBytes(request, KEPT_BYTES_MAX) };
}
