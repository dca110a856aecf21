import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { DEFAULT_CLIENT, type Simulator } from '@rowferry/simulator';
import { type Ended, type Started, startProcess } from '../world/started.ts';

const ROOT = resolve(import.meta.dirname, '../..');

/** Runs the built `rowferry`, as users do: from source each start would take seconds. */
export const COMMAND = [process.execPath, join(ROOT, 'packages/cli/bin/rowferry.js')];

export interface Surroundings {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Starts `rowferry` in its own process, with only PATH from our environment. */
export function start(args: readonly string[], { cwd, env }: Surroundings = {}): Started {
  return startProcess([...COMMAND, ...args], {
    cwd: cwd ?? ROOT,
    env: { PATH: process.env['PATH'], ...env },
  });
}

/** Runs `rowferry` until it ends. */
export function rowferry(args: readonly string[], surroundings?: Surroundings): Promise<Ended> {
  return start(args, surroundings).ended;
}

/** A second signal that arrives sooner counts as a repetition of the first one. */
export function untilNotARepetition(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 200));
}

/** The environment variables that the migrations of these tests use. */
export function variablesOf({ url }: Simulator): Record<string, string> {
  return {
    ZUORA_BASE_URL: url,
    ZUORA_CLIENT_ID: DEFAULT_CLIENT.clientId,
    ZUORA_CLIENT_SECRET: DEFAULT_CLIENT.clientSecret,
  };
}

/** A folder with these files. Disposing of it removes it. */
export async function folderWith(
  files: Readonly<Record<string, string>>,
): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await mkdtemp(join(tmpdir(), 'rowferry-cli-'));
  for (const [name, text] of Object.entries(files)) await writeFile(join(path, name), text);
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

/** A migration of `vehicles.jsonl` into the object `Vehicle` of a simulator. */
export const VEHICLES = `source:
  use: jsonl
  path: vehicles.jsonl
columns:
  vin__c: vin
  brand__c: brand
  notes__c: notes
target:
  use: zuora
  baseUrl: \${ZUORA_BASE_URL}
  clientId: \${ZUORA_CLIENT_ID}
  clientSecret: \${ZUORA_CLIENT_SECRET}
  object: Vehicle
  operation: create
jobs:
  errorsLagSeconds: 0
`;

/** Lines of vehicles. Those for whose number `isBad` returns true have no brand. */
export function vehicles(count: number, isBad: (number: number) => boolean = () => false): string {
  const lines = Array.from({ length: count }, (_, index) => {
    const brand = isBad(index) ? null : 'Volvo';
    return JSON.stringify({ vin: `VIN${index}`, brand, notes: `one\ntwo "${index}"` });
  });
  return `${lines.join('\n')}\n`;
}
