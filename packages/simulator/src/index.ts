export { type Client, DEFAULT_CLIENT, type FixedToken } from './auth/login.ts';
export type { TenantBooks } from './books.ts';
export type {
  Definition,
  FieldDefinition,
  Relationship,
  Schema,
} from './definitions/definition.ts';
export { readDefinitions } from './definitions/read.ts';
export { DefinitionFault } from './definitions/schema-check.ts';
export { defineObject, type ShortField } from './definitions/short-form.ts';
export type { ConnectionFault, FaultAction, FaultAnswer, GatewayFault } from './faults/action.ts';
export type { Chaos } from './faults/injector.ts';
export type { FaultRule } from './faults/rule.ts';
export { parseFaults } from './faults/rule-text.ts';
export type { Endpoint, Permission } from './http/endpoints.ts';
export {
  type DroppedConnection,
  type TenantOutcome,
  type TenantRequest,
  type TenantResponse,
  textOf,
} from './http/message.ts';
export type { JobState, Rejection } from './job-state.ts';
export type { ForeignJob } from './jobs/foreign.ts';
export type { JobStatus } from './jobs/job.ts';
export type { ActiveJobsPeak } from './jobs/register.ts';
export { type KnobLine, knobsAsMarkdown, listKnobs } from './knobs/listing.ts';
export { type KnobSettings, parseKnob } from './knobs/parse.ts';
export type { KnobName, Knobs } from './knobs/table.ts';
export { seededRandom } from './random.ts';
export type { Problem } from './records/cell.ts';
export { createSimulatedWorld, type SimulatedWorld } from './simulated-world.ts';
export { type Simulator, type SimulatorOptions, startSimulator } from './simulator.ts';
export type { StoredRecord } from './stored-record.ts';
export { createTenant, type Tenant } from './tenant.ts';
export type { RequestCounts, RequestEvent, TenantOptions } from './tenant-options.ts';
export { realWorld, type World } from './world.ts';
