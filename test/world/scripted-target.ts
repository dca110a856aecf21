import {
  type Definition,
  type Job,
  type Meaning,
  type RowOutcome,
  type Target,
  TargetError,
  type World,
} from '@rowferry/core';
import { parse } from 'csv-parse/sync';
import { jobState } from './job-state.ts';
import { LIKE_ZUORA } from './likeness.ts';

/** How a scripted tenant treats its rows and jobs. */
export interface Script {
  /** How many milliseconds a job takes, by its number from 0. */
  readonly tookMs: (job: number) => number;
  /** The errors of a row; empty if the row is stored. */
  readonly refuse: (row: Record<string, string>) => readonly { code: number; message: string }[];
  /** The error list of a job. Default: the true errors. */
  readonly list?: (truth: readonly TrueError[], job: number) => readonly RowOutcome[];
  /** The value of `recordsProcessed`. Default: how many rows were stored. */
  readonly processed?: (rows: number, stored: number) => number;
  readonly activeJobsMax?: number;
  readonly fileBytesMax?: number;
  readonly definition?: Definition;
}

export interface TrueError {
  /** 0-based, in the file. */
  readonly row: number;
  /** The lines on which the row starts and ends; the header is on line 1. */
  readonly firstLine: number;
  readonly lastLine: number;
  readonly cells: Record<string, string>;
  readonly code: number;
  readonly message: string;
}

/** A tenant in memory that remembers what it stored, so that a test can compare. */
export interface ScriptedTarget extends Target {
  readonly stored: Record<string, string>[];
  readonly files: string[];
  readonly activePeak: number;
}

export function scriptedTarget(world: World, script: Script): ScriptedTarget {
  const jobs = new Map<string, Job & { endsAt: number; errors: readonly RowOutcome[] }>();
  const stored: Record<string, string>[] = [];
  const files: string[] = [];
  let activePeak = 0;
  const now = (id: string) => {
    const job = jobs.get(id);
    if (job === undefined) throw refusal('missing', 71013040, 'Not Found.');
    const isOver = job.status === 'in_progress' && world.now() >= job.endsAt;
    return isOver ? { ...job, ...jobState('completed') } : job;
  };
  const active = () => [...jobs.keys()].filter((id) => isActive(now(id).status)).length;
  return {
    name: 'scripted',
    object: 'Thing',
    operation: 'create',
    ...LIKE_ZUORA,
    limits: { activeJobsMax: 5, fileBytesMax: script.fileBytesMax ?? 15_000_000 },
    stored,
    files,
    get activePeak() {
      return activePeak;
    },
    async create() {
      if (active() >= (script.activeJobsMax ?? 5)) throw refusal('full', 71012560, 'Service limit');
      const id = `job-${jobs.size}`;
      const job = { id, ...jobState('pending'), object: 'Thing', operation: 'create' };
      jobs.set(id, { ...job, createdBy: 'us', endsAt: Number.POSITIVE_INFINITY, errors: [] });
      activePeak = Math.max(activePeak, active());
      return job;
    },
    async upload(id, file) {
      const blocks: Uint8Array[] = [];
      for await (const block of file.open()) blocks.push(block);
      const text = Buffer.concat(blocks).toString();
      files.push(text);
      const number = Number(id.slice('job-'.length));
      const { accepted, refused, count } = process(text, script);
      stored.push(...accepted);
      const listed = script.list?.(refused, number) ?? refused.map(honest);
      const processed = script.processed?.(count, accepted.length) ?? accepted.length;
      const known = jobs.get(id) as Job;
      const job = { ...known, ...jobState('in_progress'), recordsProcessed: processed };
      jobs.set(id, { ...job, endsAt: world.now() + script.tookMs(number), errors: listed });
      return job;
    },
    get: async (id) => now(id),
    list: async () => ({ jobs: [...jobs.keys()].map(now).reverse().slice(0, 100) }),
    async *outcomes(id) {
      now(id);
      yield* jobs.get(id)?.errors ?? [];
    },
    async cancel(id) {
      const job = { ...now(id), ...jobState('cancelled') };
      jobs.set(id, { ...job, endsAt: 0, errors: [] });
      return job;
    },
    ...(script.definition && { describe: async () => script.definition as Definition }),
  };
}

function isActive(status: string): boolean {
  return ['pending', 'accepted', 'in_progress'].includes(status);
}

export function honest({ row, code, message, cells }: TrueError): RowOutcome {
  return { row: row + 2, code, message, record: { Id: 'e0668230', type: 'Thing', ...cells } };
}

function process(text: string, script: Script) {
  const [header = [], ...rows] = parse(text, { relax_column_count: false });
  const accepted: Record<string, string>[] = [];
  const refused: TrueError[] = [];
  let line = 1 + breaks(header);
  for (const [row, values] of rows.entries()) {
    const cells = Object.fromEntries(header.map((name, index) => [name, values[index] ?? '']));
    const firstLine = line + 1;
    line += 1 + breaks(values);
    const errors = script.refuse(cells);
    if (errors.length === 0) accepted.push(cells);
    const place = { row, firstLine, lastLine: line, cells };
    for (const error of errors) refused.push({ ...place, ...error });
  }
  return { accepted, refused, count: rows.length };
}

function breaks(cells: readonly string[]): number {
  return cells.reduce((sum, cell) => sum + (cell.match(/\r\n|\r|\n/g)?.length ?? 0), 0);
}

function refusal(meaning: Meaning, apiCode: number, apiMessage: string): TargetError {
  return new TargetError(apiMessage, { answer: 'refused', meaning, apiCode, apiMessage });
}
