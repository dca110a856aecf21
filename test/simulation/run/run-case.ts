import { RowferryError } from '@rowferry/core';
import { recordsOf } from '../cases/case-records.ts';
import { itemsOf, type SourceItem } from '../cases/case-source.ts';
import type { SeededCase } from '../cases/seeded-case.ts';
import type { DeathCase } from '../cases/seeded-deaths.ts';
import { chanceOf } from '../environment/chance.ts';
import { createEnvironment, type Environment, SLOTS } from '../environment/environment.ts';
import { type Intrusion, intrude } from './intruder.ts';
import { type Process, startProcess } from './process.ts';
import { type Recorder, recorder } from './recorder.ts';
import { entriesIn } from './run-files.ts';
import { type ProcessResult, RUN_DIR, type RunResult } from './run-result.ts';
import {
  type TimeLimit,
  timeLimit,
  unhandledIn,
  untilOver,
  untilQuiet,
  waitFor,
} from './watchdog.ts';

export interface RunOptions {
  /** Whether all events are recorded in `trace`. Default: false. */
  readonly isTraced?: boolean;
}

/** How often a run that stopped is resumed. */
const ENDINGS_MAX = 6;
const PAUSES_MS = [0, 1000, 60_000, 600_000];

/** The state of a run from process to process. */
interface RunState {
  readonly environment: Environment;
  readonly items: readonly SourceItem[];
  readonly recorder: Recorder;
  readonly timeLimit: TimeLimit;
  readonly running: Set<number>;
  readonly results: ProcessResult[];
  readonly processes: Process[];
  intrusion: Intrusion | undefined;
  resumedAgain: ProcessResult | undefined;
}

/** Runs a case in virtual time, through all its deaths, until the whole run ends. */
export async function runCase(
  seeded: SeededCase,
  { isTraced = false }: RunOptions = {},
): Promise<RunResult> {
  const chance = chanceOf(`records-${seeded.seed}`);
  const environment = createEnvironment(seeded, recordsOf(seeded, chance), isTraced);
  const state: RunState = {
    environment,
    items: itemsOf(environment.records, seeded.source, chance),
    recorder: recorder(),
    timeLimit: timeLimit(environment.clock),
    running: new Set(),
    results: [],
    processes: [],
    intrusion: undefined,
    resumedAgain: undefined,
  };
  const mishaps = await unhandledIn(() => runToEnd(state));
  environment.tenant.stop();
  environment.strayTenant.stop();
  return resultOf(state, mishaps);
}

async function runToEnd(state: RunState): Promise<void> {
  const { environment, results } = state;
  const { clock, chances, seeded } = environment;
  let entry: ProcessResult['entry'] = 'migrate';
  for (let endings = 0; ; ) {
    const death = seeded.deaths[results.length];
    const result = await runProcess(state, entry, death);
    results.push(result);
    const { status } = result.ending;
    if (status === 'completed' || status === 'hung' || status === 'threw') break;
    if (status === 'died') {
      if (death?.isPowerCut) {
        for (const loss of environment.disk.crash(chances.between))
          environment.log(`lost: ${loss}`);
      }
      await waitFor(clock, death?.downtimeMs ?? 0);
    } else {
      if (!result.isStray && ++endings > ENDINGS_MAX) break;
      await waitFor(clock, chances.between.pick(PAUSES_MS));
    }
    const next = codeOfError(result) === 'RUN_UNKNOWN' ? 'migrate' : 'resume';
    if (next === 'resume' && result.entry === 'migrate' && isStuck(results)) break;
    entry = next;
  }
  const isCompleted = results.at(-1)?.ending.status === 'completed';
  if (isCompleted && seeded.isResumedAfterEnd) {
    state.resumedAgain = await runProcess(state, 'resume', undefined);
  }
  await checkAftermath(state);
}

/** Whether the run can be neither resumed nor started. */
function isStuck(results: readonly ProcessResult[]): boolean {
  const [before, last] = results.slice(-2);
  if (before === undefined || last === undefined) return false;
  return codeOfError(before) === 'RUN_UNKNOWN' && codeOfError(last) === 'RUN_EXISTS';
}

/** Runs one process from its start to its end or death. */
async function runProcess(
  state: RunState,
  entry: ProcessResult['entry'],
  death: DeathCase | undefined,
): Promise<ProcessResult> {
  const { environment, running, processes, results } = state;
  const { clock, seeded, seen } = environment;
  const number = processes.length + 1;
  const requestsBefore = seen.requests;
  const hasChangedSource = entry === 'resume' && number > 1 && mustNoticeChange(state);
  const items = hasChangedSource ? withDifferentFirst(state.items) : state.items;
  const isStray = entry === 'resume' && !hasChangedSource && mustNoticeTenant(state, number);
  const process = startProcess(environment, {
    ...{ number, entry, death, items, running, isStray, recorder: state.recorder },
    hasRoom: results.at(-1)?.ending.status === 'completed',
  });
  processes.push(process);
  environment.onInterrupt = process.interrupt;
  let intruder: ReturnType<typeof intrude> | undefined;
  if (seeded.intruder?.process === number) {
    const begin = () => {
      if (process.ending !== undefined || process.life.isDead) return;
      intruder = intrude(environment, { items, running, recorder: state.recorder });
    };
    clock.schedule(seeded.intruder.atMs, () => environment.machine.whenAwake(begin));
  }
  const isOver = () => process.ending !== undefined || process.life.isDead;
  const hang = await untilOver(isOver, state.timeLimit);
  state.intrusion ??= intruder?.end(process);
  if (hang !== undefined) seen.mishaps.push(`process ${number} ${hang}`);
  seen.mishaps.push(...process.disk.misuses);
  // On a full disk, closing a file may fail as well.
  const isClosed = seeded.disk.full?.process === number || process.disk.openFiles === 0;
  if (process.ending !== undefined && !isClosed) {
    seen.mishaps.push(`${process.disk.openFiles} files were open at the end of process ${number}`);
  }
  const ending = process.ending ?? { status: hang === undefined ? 'died' : 'hung' };
  const hadNoSlot = seen.hadNoSlot && environment.tenant.activeJobs >= SLOTS;
  const facts = { hasChangedSource, isStray, hadNoSlot, requestsBefore };
  return { entry, ending, endedAt: environment.machine.elapsed(), ...facts };
}

/** Whether the next process must notice a source with a different first record. */
function mustNoticeChange({ environment, results, items }: RunState): boolean {
  const { source } = environment.seeded;
  if (!source.changes || source.kind === 'batches' || items.length === 0) return false;
  if (results.some(({ hasChangedSource }) => hasChangedSource)) return false;
  const entries = entriesIn(environment.disk.bytesOf(`${RUN_DIR}/journal.jsonl`)).entries;
  const hasStarted = entries.some((entry) => entry.type === 'segment' && entry.to > 0);
  return hasStarted && !entries.some(({ type }) => type === 'read');
}

/** Whether the next process is given another tenant, and the run knows which one it is for. */
function mustNoticeTenant({ environment, results }: RunState, number: number): boolean {
  if (environment.seeded.processes.stray !== number) return false;
  if (results.at(-1)?.ending.status === 'completed') return false;
  // A run that has completed sends nothing, whatever tenant it is given.
  const { entries } = entriesIn(environment.disk.bytesOf(`${RUN_DIR}/journal.jsonl`));
  if (entries.some(({ type, status }) => type === 'ended-run' && status === 'completed'))
    return false;
  const bytes = environment.disk.bytesOf(`${RUN_DIR}/run.json`);
  return bytes !== undefined && /"identity"/.test(Buffer.from(bytes).toString());
}

function withDifferentFirst(items: readonly SourceItem[]): SourceItem[] {
  return items.map((item, at) => (at === 0 ? { ...item, notes: 'another' } : item));
}

/** Checks that a run that has ended does nothing more. */
async function checkAftermath({ environment, processes, results }: RunState): Promise<void> {
  if (results.at(-1)?.ending.status === 'hung') return;
  const before = processes.map(({ actions }) => actions.length);
  await untilQuiet(environment.clock);
  for (const [index, { actions, life }] of processes.entries()) {
    const more = actions.slice(before[index]).map(({ what }) => what);
    if (more.length === 0) continue;
    environment.seen.mishaps.push(
      `process ${life.number} continued after its end: ${more.join(', ')}`,
    );
  }
}

function codeOfError({ ending: { error } }: ProcessResult): string | undefined {
  return error instanceof RowferryError ? error.code : undefined;
}

function resultOf(state: RunState, unhandled: readonly string[]): RunResult {
  const { environment, results, items, recorder } = state;
  const { seeded, tenant, strayTenant, disk, records, seen, trace } = environment;
  const files = disk.pathsIn('').map((path) => [path, disk.bytesOf(path)] as const);
  return {
    ...{ seeded, tenant, strayTenant, records, items, trace },
    processes: results,
    verdicts: recorder.verdicts,
    files: new Map(files.flatMap(([path, bytes]) => (bytes ? [[path, bytes]] : []))),
    ending: results.at(-1)?.ending ?? { status: 'hung' },
    intrusion: state.intrusion,
    resumedAgain: state.resumedAgain,
    sameLoginJobs: seen.sameLoginJobs,
    abortedAt: seen.abortedAt,
    requests: seen.requests,
    failedLookUps: seen.failedLookUps,
    uploads: seen.uploads,
    mishaps: [...seen.mishaps, ...recorder.mishaps, ...unhandled],
  };
}
