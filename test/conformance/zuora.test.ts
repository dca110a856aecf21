import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type FaultAction, startSimulator } from '@rowferry/simulator';
import {
  type Mishap,
  type Operation,
  type Tenancy,
  type Trouble,
  targetConformance,
} from '@rowferry/testkit';
import { zuora } from '@rowferry/zuora';
import { Agent, type Dispatcher } from 'undici';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { PATIENCE_MS } from '../world/until.ts';

/** The mishaps that the tenant causes. The others depend on the server that a request goes to. */
const FAULTS: Partial<Record<Mishap, FaultAction>> = {
  lost: 'drop-answer',
  cut: '200-cut',
  refused: { status: 400, body: { code: 71012520, message: 'No.' } },
  stalled: 'delay',
  strange: { status: 200, body: { success: true } },
  login: { status: 200, body: { success: false, reasons: [{ code: 90000011, message: 'No.' }] } },
  rate: '429-code-70',
  passing: '500-json',
  full: { status: 400, body: { code: 71013020, message: 'Bad Request' } },
  'too-large': { status: 400, body: { code: 71013620, message: 'The file is too large.' } },
  other: { status: 400, body: { code: 71012525, message: 'No.' } },
  lasting: { status: 403, body: { code: 71012514, message: 'No permission.' } },
};

/** The simulator names operations as Zuora does. */
function operationOf(operation: Operation) {
  return operation === 'outcomes' ? 'errors' : operation;
}

const LONGER_THAN_ANY_TEST_MS = 600_000;

/** Matches the requests of each operation. */
const REQUESTS: Record<Operation, RegExp> = {
  create: /^POST \/objects\/jobs$/,
  upload: /^POST \/objects\/jobs\/[^/]+\/files$/,
  get: /^GET \/objects\/jobs\/[^/]+$/,
  list: /^GET \/objects\/jobs(\?|$)/,
  outcomes: /^GET \/objects\/jobs\/[^/]+\/errors$/,
  cancel: /^PATCH \/objects\/jobs\/[^/]+\/cancel$/,
  describe: /^GET \/objects\/definitions\//,
  find: /^GET \/objects\/records\//,
};

/** Starts an error list and never ends it. */
const halting = createServer((_, response) => {
  response.writeHead(200, { 'content-type': 'application/json' });
  response.write('{"errors":[{"row":2,"code":71012530,"message":"No."},{"row":3,');
});
const closed = createServer();

const addressOf = (server: typeof halting) =>
  `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
let closedPort = '';

beforeAll(async () => {
  for (const server of [halting, closed]) {
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  }
  closedPort = addressOf(closed);
  await new Promise((done) => closed.close(done));
});
afterAll(() => {
  halting.close();
  halting.closeAllConnections();
});

async function open(trouble?: Trouble): Promise<Tenancy> {
  const action = trouble && FAULTS[trouble.mishap];
  const simulator = await startSimulator({
    tokens: [{ token: 'ours' }],
    ...(trouble &&
      action && {
        faults: [
          {
            ...{ on: operationOf(trouble.operation), do: action },
            delayMs: LONGER_THAN_ANY_TEST_MS,
            commits: trouble.mishap === 'strange',
          },
        ],
      }),
  });
  const agent = new Agent();
  const target = zuora({
    baseUrl: simulator.url,
    token: 'ours',
    object: 'Vehicle',
    operation: 'create',
    dispatcher: agent.compose(redirecting(trouble)),
  });
  const close = async () => {
    await agent.destroy();
    await simulator.close();
  };
  return { target, close };
}

/** Sends the affected requests to a closed port, or to the server that halts. */
function redirecting(trouble: Trouble | undefined): Dispatcher.DispatcherComposeInterceptor {
  const origins: Partial<Record<Mishap, string>> = {
    unsent: closedPort,
    halting: addressOf(halting),
  };
  const origin = trouble && origins[trouble.mishap];
  return (dispatch) => (options, handler) => {
    const isAffected =
      trouble && REQUESTS[trouble.operation].test(`${options.method} ${options.path}`);
    return dispatch(isAffected && origin !== undefined ? { ...options, origin } : options, handler);
  };
}

describe('zuora', () => {
  targetConformance({
    test,
    open,
    accepted: 'vin__c,brand__c\nWVW1,Volkswagen\nVF12,Renault\n',
    refused: { csv: 'vin__c,brand__c,doors__c\nYV13,Volvo,77\nYV14,Volvo,4\nYV15,,4\n', errors: 2 },
    stored: { column: 'vin__c', values: ['WVW1', 'VF12'] },
    patienceMs: PATIENCE_MS,
  });
});
