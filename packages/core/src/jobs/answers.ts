import { RowferryError } from '../contract/errors.ts';
import type { JobEnd, JobPhase } from '../contract/job.ts';
import type { RowOutcome } from '../contract/row-outcome.ts';
import type { Target } from '../contract/target.ts';
import { TargetError } from '../contract/target-error.ts';

interface Shape {
  readonly expected: string;
  readonly fits: (answer: unknown) => boolean;
}

const PHASES: readonly JobPhase[] = ['waiting', 'working', 'over', 'unknown'];
const ENDS: readonly JobEnd[] = ['completed', 'failed', 'cancelled'];
const OUTCOMES: readonly RowOutcome['outcome'][] = ['refused', 'stored', 'unprocessed', undefined];

const JOB: Shape = {
  expected: 'a job with an `id`, a `phase` and, once it is over, a `result`',
  fits: isJob,
};
const ITERABLE: Shape = {
  expected: 'an async iterable',
  fits: (answer) => isObject(answer) && Symbol.asyncIterator in answer,
};

/** What the methods of a target must answer. Nothing depends on the answer to `cancel`: the job shows what came of it. */
const ANSWERS: ReadonlyMap<PropertyKey, Shape> = new Map<keyof Target, Shape>([
  ['create', JOB],
  ['upload', JOB],
  ['get', JOB],
  [
    'list',
    {
      expected: 'a page with `jobs`, each with an `id`, a `phase` and, once it is over, a `result`',
      fits: isPage,
    },
  ],
  ['outcomes', ITERABLE],
  ['find', ITERABLE],
  ['describe', { expected: 'a definition with `columns`', fits: isDefinition }],
  [
    'identity',
    {
      expected: 'a text or undefined',
      fits: (answer) => answer === undefined || isText(answer),
    },
  ],
]);

const ITEMS: ReadonlyMap<PropertyKey, Shape> = new Map<keyof Target, Shape>([
  ['outcomes', { expected: 'outcomes of rows, each an object', fits: isOutcome }],
  ['find', { expected: 'stored records, each an object', fits: isObject }],
]);

/** Methods that change something: an answer that is not understood is lost, and never a refusal. */
const CHANGING: readonly PropertyKey[] = ['create', 'upload'];

/** Returns what a method of the target answered, or throws an error that says what was expected. */
export function checkedAnswer<T>(target: Target, method: PropertyKey, answer: T): T {
  return checked(target, method, ANSWERS.get(method), answer);
}

/** The same for an item of the iterable that a method returned. */
export function checkedItem<T>(target: Target, method: PropertyKey, item: T): T {
  return checked(target, method, ITEMS.get(method), item);
}

function checked<T>(target: Target, method: PropertyKey, shape: Shape | undefined, answer: T): T {
  if (shape === undefined || shape.fits(answer)) return answer;
  const message = `${target.name}, ${String(method)}: expected ${shape.expected}, and it answered something else`;
  if (!CHANGING.includes(method)) throw new RowferryError('TARGET_FAILED', message);
  throw new TargetError(message, { answer: 'lost', meaning: 'other' });
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value !== '';
}

function isJob(answer: unknown): boolean {
  if (!isObject(answer)) return false;
  const { id, phase, result } = answer;
  const isEnded = phase !== 'over' || ENDS.includes(result as JobEnd);
  return isText(id) && PHASES.includes(phase as JobPhase) && isEnded;
}

function isPage(answer: unknown): boolean {
  if (!isObject(answer)) return false;
  const { jobs, cursor } = answer;
  return Array.isArray(jobs) && jobs.every(isJob) && (cursor === undefined || isText(cursor));
}

function isDefinition(answer: unknown): boolean {
  // A target may have a definition for some objects only.
  if (answer === undefined) return true;
  if (!isObject(answer)) return false;
  const { columns } = answer;
  return isObject(columns) && Object.values(columns).every(isObject);
}

function isOutcome(item: unknown): boolean {
  if (!isObject(item)) return false;
  const { outcome, row, record } = item;
  const isRow = row === undefined || typeof row === 'number';
  const isRecord = record === undefined || isObject(record);
  return OUTCOMES.includes(outcome as RowOutcome['outcome']) && isRow && isRecord;
}
