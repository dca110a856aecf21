import { readBytes } from '../http/body.ts';
import type { TenantOutcome, TenantRequest, TenantResponse } from '../http/message.ts';
import { htmlAnswer } from '../http/refusal-answer.ts';
import type { Knobs } from '../knobs/table.ts';
import type { Timers } from '../timers.ts';
import type { ConnectionFault } from './action.ts';

/** Limit of a request body that is buffered so that the request can arrive later. */
const BUFFERED_BYTES_MAX = 67_108_864;

export type Process = (request: TenantRequest) => Promise<TenantResponse>;

/** Handles a request whose connection breaks, or whose answer is late. */
export async function applyConnectionFault(
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
      const copy = await buffered(request);
      timers.after(delayMs, () => void process(copy));
      return { dropped: 'before' };
    }
    case 'arrive-twice': {
      const copy = await buffered(request);
      const response = await process(copy);
      timers.after(delayMs, () => void process(copy));
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

async function buffered(request: TenantRequest): Promise<TenantRequest> {
  return { ...request, body: await readBytes(request, BUFFERED_BYTES_MAX) };
}
