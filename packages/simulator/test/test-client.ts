import {
  createSimulatedWorld,
  createTenant,
  defineObject,
  type KnobSettings,
  type Schema,
  type SimulatedWorld,
  type Tenant,
  type TenantOptions,
  textOf,
} from '../src/index.ts';

export type Json = Record<string, unknown>;

export interface Answer {
  readonly status: number | 'dropped';
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

export interface ErrorItem {
  readonly row?: number;
  readonly code: number;
  readonly message: string;
  readonly record?: Json;
}

export const TOKEN = 'a-fixed-token';

export const person: Schema = defineObject('Person', {
  key__c: { type: 'string', maxLength: 20, unique: true, required: true },
  name__c: { type: 'string', maxLength: 20, filterable: true },
  age__c: { type: 'integer', minimum: 0, maximum: 150, filterable: true },
  score__c: { type: 'number', filterable: true },
  active__c: { type: 'boolean', filterable: true },
  born__c: { type: 'string', format: 'date', filterable: true },
  seen__c: { type: 'string', format: 'date-time', filterable: true },
  color__c: { type: 'string', enum: ['Red', 'Blue'], default: 'Red' },
  tags__c: { type: 'string', enum: ['a', 'b', 'c'], multiselect: true },
  ref__c: { type: 'string', format: 'uuid' },
});

/** A tenant with a simulated clock, and short functions that send it requests. */
export interface TestClient {
  readonly tenant: Tenant;
  readonly world: SimulatedWorld;
  request(method: string, url: string, body?: unknown, headers?: Json): Promise<Answer>;
  requestJson(method: string, url: string, body?: unknown, headers?: Json): Promise<Json>;
  create(operation?: string, object?: string): Promise<string>;
  upload(id: string, csv: string | Buffer): Promise<Answer>;
  job(id: string): Promise<Json>;
  errors(id: string): Promise<ErrorItem[]>;
  /** Creates a job, uploads the file, and advances the clock until the job has ended. */
  runJob(csv: string | Buffer, operation?: string): Promise<string>;
}

export function createTestClient(
  knobs: KnobSettings = {},
  options: TenantOptions = {},
): TestClient {
  const world = createSimulatedWorld('seed');
  const tenant = createTenant({
    definitions: [person],
    tokens: [{ token: TOKEN }],
    ...options,
    knobs,
    world,
  });

  async function request(
    method: string,
    url: string,
    body?: unknown,
    headers: Json = {},
  ): Promise<Answer> {
    const isRaw = typeof body === 'string' || Buffer.isBuffer(body);
    const text = isRaw ? body : body === undefined ? '' : JSON.stringify(body);
    const all: Record<string, string> = {
      authorization: `Bearer ${TOKEN}`,
      'content-type': isRaw ? 'text/csv' : 'application/json',
    };
    for (const [name, value] of Object.entries(headers)) all[name] = String(value);
    const outcome = await tenant.handle({ method, url, headers: all, body: Buffer.from(text) });
    if ('dropped' in outcome) return { status: 'dropped', headers: {}, text: '' };
    return { status: outcome.status, headers: outcome.headers, text: textOf(outcome) };
  }

  async function requestJson(...parameters: Parameters<typeof request>): Promise<Json> {
    return JSON.parse((await request(...parameters)).text);
  }

  async function create(operation = 'create', object = 'Person'): Promise<string> {
    const answer = await requestJson('POST', '/objects/jobs', {
      operation,
      object,
      namespace: 'default',
    });
    return String(answer['Id']);
  }

  const upload = (id: string, csv: string | Buffer) =>
    request('POST', `/objects/jobs/${id}/files`, csv);

  return {
    tenant,
    world,
    request,
    requestJson,
    create,
    upload,
    job: (id) => requestJson('GET', `/objects/jobs/${id}`),
    async errors(id) {
      const { errors } = await requestJson('GET', `/objects/jobs/${id}/errors`);
      return Array.isArray(errors) ? errors : [];
    },
    async runJob(csv, operation) {
      const id = await create(operation);
      await upload(id, csv);
      await world.advance(10_000);
      return id;
    },
  };
}
