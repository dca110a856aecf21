import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { DEFAULT_CLIENT, type Simulator } from '@rowferry/simulator';

const ROOT = resolve(import.meta.dirname, '../..');

/** Runs `rowferry` as it was built, like people do: from source each start would take seconds. */
export const COMMAND = [process.execPath, join(ROOT, 'packages/cli/bin/rowferry.js')];

/** How a command ended. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Started {
  readonly child: ChildProcessByStdio<null, Readable, Readable>;
  readonly ended: Promise<Ended>;
  /** Resolves when stderr has said `text`. */
  said(text: string): Promise<void>;
}

export interface Surroundings {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Starts `rowferry` as its own process, with nothing of our environment but the path. */
export function start(words: readonly string[], { cwd, env }: Surroundings = {}): Started {
  const [node = '', ...before] = COMMAND;
  const child = spawn(node, [...before, ...words], {
    cwd: cwd ?? ROOT,
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text) => {
    stderr += text;
  });
  const ended = once(child, 'close').then(([code]): Ended => ({ code, stdout, stderr }));
  return {
    child,
    ended,
    async said(text) {
      while (!stderr.includes(text)) {
        if (child.exitCode !== null) throw new Error(`ended without saying ${text}:\n${stderr}`);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    },
  };
}

/** Runs `rowferry` to its end. */
export function rowferry(words: readonly string[], surroundings?: Surroundings): Promise<Ended> {
  return start(words, surroundings).ended;
}

/** The variables that the migrations of these tests name. */
export function variablesOf({ url }: Simulator): Record<string, string> {
  return {
    ZUORA_BASE_URL: url,
    ZUORA_CLIENT_ID: DEFAULT_CLIENT.clientId,
    ZUORA_CLIENT_SECRET: DEFAULT_CLIENT.clientSecret,
  };
}

/** A folder with files in it, which is gone at the end. */
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

/** Lines of vehicles; those whose number `isBad` have no brand. */
export function vehicles(count: number, isBad: (number: number) => boolean = () => false): string {
  const lines = Array.from({ length: count }, (_, index) => {
    const brand = isBad(index) ? null : 'Volvo';
    return JSON.stringify({ vin: `VIN${index}`, brand, notes: `one\ntwo "${index}"` });
  });
  return `${lines.join('\n')}\n`;
}
