import type { CustomObject } from '../definitions/register.ts';
import { randomUuid, shuffled } from '../random.ts';
import { checkCell, type Problem } from '../records/cell.ts';
import { cellAsJson, recordAsJson } from '../records/record-json.ts';
import type { TenantParts } from '../tenant-parts.ts';
import { shownText, shownValue } from './echo-forms.ts';
import type { Job } from './job.ts';
import type { RejectedRow, RejectedRows } from './rejected-rows.ts';

interface ErrorItem {
  readonly row: number | undefined;
  readonly problem: Problem;
  readonly source: RejectedRow | undefined;
}

/** The items of the error list as JSON, in the form that the knobs of rows 3 to 6 select. */
export function* errorItems(
  tenant: TenantParts,
  job: Job,
  object: CustomObject | undefined,
): Generator<string> {
  const items = distort(tenant, ordered(tenant, listed(tenant, job)));
  const { knobs } = tenant;
  for (const [index, { row, problem, source }] of visible(tenant, job, items).entries()) {
    const parts = [`"code":${problem.code},"message":${JSON.stringify(problem.message)}`];
    if (row !== undefined) parts.unshift(`"row":${row}`);
    const shown = knobs.recordField === 'duplicated' ? items[index - (index % 2)]?.source : source;
    const isHidden = knobs.recordField === 'partial' && index % 2 === 1;
    if (shown !== undefined && knobs.recordField !== 'missing' && !isHidden) {
      parts.push(`"record":${recordEcho(tenant, job, object, shown)}`);
    }
    if (knobs.extraFields === 'on') parts.push('"severity":"ERROR"');
    yield `{${parts.join(',')}}`;
  }
}

function listed({ knobs }: TenantParts, job: Job): ErrorItem[] {
  const items: ErrorItem[] = [];
  for (const source of job.errors?.rows ?? []) {
    const problems = knobs.errorsPerRow === 'all' ? source.problems : source.problems.slice(0, 1);
    for (const problem of problems) items.push({ row: rowOf(source, knobs), problem, source });
  }
  if (knobs.errorOfJob === 'listed' && job.error !== undefined) {
    items.push({ row: undefined, problem: job.error, source: undefined });
  }
  return items;
}

function rowOf({ place }: RejectedRow, knobs: TenantParts['knobs']): number | undefined {
  if (place === undefined) return undefined;
  if (knobs.rowBasis === 'first-line') return place.firstLine;
  return knobs.rowBasis === 'last-line' ? place.lastLine : place.number;
}

function ordered({ knobs, world }: TenantParts, items: ErrorItem[]): ErrorItem[] {
  if (knobs.errorOrder === 'reversed') return items.reverse();
  return knobs.errorOrder === 'shuffled' ? shuffled(items, world.random) : items;
}

const outOfRangeRows = [0, 1, -7, 99_999_999, 2_147_483_647];

function distort({ knobs }: TenantParts, items: ErrorItem[]): ErrorItem[] {
  switch (knobs.rowField) {
    case 'present':
      return items;
    case 'missing':
      return items.map((item) => ({ ...item, row: undefined }));
    case 'partial':
      return items.map((item, index) => (index % 2 === 1 ? { ...item, row: undefined } : item));
    case 'duplicated':
      return items.map((item, index) => ({ ...item, row: items[index - (index % 2)]?.row }));
    case 'repeated':
      return items.flatMap((item) => [item, item]);
    case 'out-of-range':
      return items.map((item, index) => ({ ...item, row: outOfRangeRows[index % 5] }));
  }
}

function visible(tenant: TenantParts, job: Job, items: ErrorItem[]): ErrorItem[] {
  const { knobs } = tenant;
  const capped = knobs.errorsCap === 0 ? items : items.slice(0, knobs.errorsCap);
  if (!isListLate(tenant, job)) return capped;
  return capped.slice(0, Math.floor(capped.length * knobs.errorsLateShare));
}

/** Whether the list of an ended job is not complete yet. */
export function isListLate({ knobs, world }: TenantParts, { endedAt }: Job): boolean {
  return endedAt !== undefined && world.now() < endedAt + knobs.errorsLateMs;
}

function recordEcho(
  tenant: TenantParts,
  job: Job,
  object: CustomObject | undefined,
  source: RejectedRow,
): string {
  if (source.ordinal !== undefined && object !== undefined) {
    return recordAsJson(tenant, object, source.ordinal);
  }
  const { knobs, stamps, world } = tenant;
  const user = stamps.user(job.login.ordinal);
  const at = stamps.date(job.updatedAt);
  const system: Record<string, unknown> = {
    ...(knobs.recordId === 'server-made' ? { Id: randomUuid(world.random) } : {}),
    type: job.object,
    CreatedById: user,
    CreatedDate: at,
    UpdatedById: user,
    UpdatedDate: at,
    ...(knobs.recordPaddingBytes > 0 ? { padding: 'x'.repeat(knobs.recordPaddingBytes) } : {}),
  };
  const cells = job.errors === undefined ? [] : cellsEcho(tenant, object, job.errors, source);
  return `{${[JSON.stringify(system).slice(1, -1), ...cells].join(',')}}`;
}

function cellsEcho(
  { knobs }: TenantParts,
  object: CustomObject | undefined,
  errors: RejectedRows,
  source: RejectedRow,
): string[] {
  const cells = errors.cellsOf(source);
  const shown: string[] = [];
  for (const [index, column] of errors.columns.entries()) {
    if (knobs.recordField === 'half-columns' && index % 2 === 1) continue;
    const text = cells[index] ?? '';
    if (text === '' && knobs.recordEmpties === 'absent') continue;
    const value = text === '' ? emptyEcho(knobs) : echoOf(knobs, object, column, text);
    shown.push(`${JSON.stringify(column)}:${value}`);
  }
  return shown;
}

function emptyEcho(knobs: TenantParts['knobs']): string {
  return knobs.recordEmpties === 'null' ? 'null' : '""';
}

function echoOf(
  knobs: TenantParts['knobs'],
  object: CustomObject | undefined,
  column: string,
  text: string,
): string {
  const field = object?.layout.byName.get(column);
  if (field === undefined) return JSON.stringify(text);
  const checked = knobs.recordValues === 'raw' ? undefined : checkCell(field, text, knobs);
  if (typeof checked !== 'string') return JSON.stringify(shownText(text, knobs));
  return cellAsJson(field, shownValue(field, checked, knobs));
}
