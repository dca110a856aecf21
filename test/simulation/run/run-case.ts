import { RowferryError } from '@rowferry/core';
import { recordsOf } from '../cases/case-records.ts';
import { itemsOf, type SourceItem } from '../cases/case-source.ts';
import type { SeededCase } from '../cases/seeded-case.ts';
import type { DeathCase } from '../cases/seeded-deaths.ts';
import { chanceOf } from '../stage/chance.ts';
import { type Stage, setStage } from '../stage/stage.ts';
import { type Intrusion, intrude } from './intruder.ts';
import { type Process, startProcess } from './process.ts';
import { type Lived, type Ran, RUN_DIR } from './ran.ts';
import { type Recorder, recorder } from './recorder.ts';
import { entriesIn } from './run-files.ts';
import {
  type Patience,
  patience,
  unhandledIn,
  untilLater,
  untilOver,
  untilQuiet,
} from './watchdog.ts';

export interface RunOptions {
  /** Whether all that happens is written down. Default: false. */
  readonly isTraced?: boolean;
}

/** Times that a run which ended before its end is resumed. */
const ENDINGS_MAX = 6;
const PAUSES_MS = [0, 1000, 60_000, 600_000];

/** A run while it goes on, from process to process. */
interface Going {
  readonly stage: Stage;
  readonly items: readonly SourceItem[];
  readonly recorder: Recorder;
  readonly patience: Patience;
  readonly running: Set<number>;
  readonly lives: Lived[];
  readonly processes: Process[];
  intrusion: Intrusion | undefined;
  again: Lived | undefined;
}

/** Runs a case in virtual time, through all its deaths, to the end of the whole run. */
export async function runCase(
  seeded: SeededCase,
  { isTraced = false }: RunOptions = {},
): Promise<Ran> {
  const chance = chanceOf(`records-${seeded.seed}`);
  const stage = setStage(seeded, recordsOf(seeded, chance), isTraced);
  const going: Going = {
    stage,
    items: itemsOf(stage.records, seeded.source, chance),
    recorder: recorder(),
    patience: patience(stage.clock),
    running: new Set(),
    lives: [],
    processes: [],
    intrusion: undefined,
    again: undefined,
  };
  const mishaps = await unhandledIn(() => liveOn(going));
  stage.tenant.stop();
  return ranOf(going, mishaps);
}

async function liveOn(going: Going): Promise<void> {
  const { stage, lives } = going;
  const { clock, chances, seeded } = stage;
  let entry: Lived['entry'] = 'migrate';
  for (let endings = 0; ; ) {
    const death = seeded.deaths[lives.length];
    const lived = await live(going, entry, death);
    lives.push(lived);
    const { status } = lived.ending;
    if (status === 'completed' || status === 'hung' || status === 'threw') break;
    if (status === 'died') {
      if (death?.isPowerCut) {
        for (const loss of stage.disk.crash(chances.between)) stage.say(`lost: ${loss}`);
      }
      await untilLater(clock, death?.downtimeMs ?? 0);
    } else {
      if (++endings > ENDINGS_MAX) break;
      await untilLater(clock, chances.between.pick(PAUSES_MS));
    }
    const next = codeOfLife(lived) === 'RUN_UNKNOWN' ? 'migrate' : 'resume';
    if (next === 'resume' && lived.entry === 'migrate' && isStuck(lives)) break;
    entry = next;
  }
  const isCompleted = lives.at(-1)?.ending.status === 'completed';
  if (isCompleted && seeded.isResumedInVain) {
    going.again = await live(going, 'resume', undefined);
  }
  await watchAftermath(going);
}

/** It can be neither resumed nor begun. */
function isStuck(lives: readonly Lived[]): boolean {
  const [before, last] = lives.slice(-2);
  if (before === undefined || last === undefined) return false;
  return codeOfLife(before) === 'RUN_UNKNOWN' && codeOfLife(last) === 'RUN_EXISTS';
}

/** One process, from its start to its end or death. */
async function live(
  going: Going,
  entry: Lived['entry'],
  death: DeathCase | undefined,
): Promise<Lived> {
  const { stage, running, processes, lives } = going;
  const { clock, seeded, seen } = stage;
  const number = processes.length + 1;
  const requestsBefore = seen.requests;
  const readOther = entry === 'resume' && number > 1 && isBoundToNotice(going);
  const items = readOther ? withAnotherFirst(going.items) : going.items;
  const process = startProcess(stage, {
    ...{ number, entry, death, items, running, recorder: going.recorder },
    hasRoom: lives.at(-1)?.ending.status === 'completed',
  });
  processes.push(process);
  stage.onInterrupt = process.interrupt;
  let intruder: ReturnType<typeof intrude> | undefined;
  if (seeded.intruder?.process === number) {
    clock.schedule(seeded.intruder.atMs, () => {
      if (process.ending !== undefined || process.life.isDead) return;
      intruder = intrude(stage, { items, running, recorder: going.recorder });
    });
  }
  const isOver = () => process.ending !== undefined || process.life.isDead;
  const hang = await untilOver(isOver, going.patience);
  going.intrusion ??= intruder?.end(process);
  if (hang !== undefined) seen.mishaps.push(`process ${number} ${hang}`);
  seen.mishaps.push(...process.disk.misuses);
  // A full disk may fail the closing of a file as well.
  const isClosed = seeded.disk.full?.process === number || process.disk.openFiles === 0;
  if (process.ending !== undefined && !isClosed) {
    seen.mishaps.push(`${process.disk.openFiles} files were open at the end of process ${number}`);
  }
  const ending = process.ending ?? { status: hang === undefined ? 'died' : 'hung' };
  return { entry, ending, endedAt: clock.now(), readOther, requestsBefore };
}

/** Whether a source that gives another first record now must be noticed. */
function isBoundToNotice({ stage, lives, items }: Going): boolean {
  const { source } = stage.seeded;
  if (!source.changes || source.kind === 'batches' || items.length === 0) return false;
  if (lives.some(({ readOther }) => readOther)) return false;
  const entries = entriesIn(stage.disk.bytesOf(`${RUN_DIR}/journal.jsonl`)).entries;
  const isBegun = entries.some((entry) => entry.type === 'segment' && entry.to > 0);
  return isBegun && !entries.some(({ type }) => type === 'read');
}

function withAnotherFirst(items: readonly SourceItem[]): SourceItem[] {
  return items.map((item, at) => (at === 0 ? { ...item, notes: 'another' } : item));
}

/** A run that is over does nothing any more. */
async function watchAftermath({ stage, processes, lives }: Going): Promise<void> {
  if (lives.at(-1)?.ending.status === 'hung') return;
  const before = processes.map(({ acts }) => acts.length);
  await untilQuiet(stage.clock);
  for (const [index, { acts, life }] of processes.entries()) {
    const more = acts.slice(before[index]).map(({ what }) => what);
    if (more.length === 0) continue;
    stage.seen.mishaps.push(`process ${life.number} went on after its end: ${more.join(', ')}`);
  }
}

function codeOfLife({ ending: { error } }: Lived): string | undefined {
  return error instanceof RowferryError ? error.code : undefined;
}

function ranOf(going: Going, unhandled: readonly string[]): Ran {
  const { stage, lives, items, recorder } = going;
  const { seeded, tenant, disk, records, seen, trace } = stage;
  const files = disk.pathsIn('').map((path) => [path, disk.bytesOf(path)] as const);
  return {
    ...{ seeded, tenant, records, items, lives, trace },
    verdicts: recorder.verdicts,
    files: new Map(files.flatMap(([path, bytes]) => (bytes ? [[path, bytes]] : []))),
    ending: lives.at(-1)?.ending ?? { status: 'hung' },
    intrusion: going.intrusion,
    again: going.again,
    sameLoginJobs: seen.sameLoginJobs,
    abortedAt: seen.abortedAt,
    requests: seen.requests,
    failedLookUps: seen.failedLookUps,
    uploads: seen.uploads,
    mishaps: [...seen.mishaps, ...recorder.mishaps, ...unhandled],
  };
}
