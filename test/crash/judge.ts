import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Tenant } from '@rowferry/simulator';

interface Line {
  readonly position: number;
  readonly record: { readonly n: number };
  readonly code?: string;
  readonly reason?: string;
}

/** The run that is judged. Its records are numbered from 0. */
export interface Judged {
  readonly records: number;
  /** Whether the run has a unique key, with which every row in doubt can be settled. */
  readonly hasKey: boolean;
  /** Whether the source yields the records in the order of their numbers. */
  readonly isInOrder: boolean;
}

/** Compares the files of a run with what the tenant stored; returns a description of each fault. */
export async function judge(tenant: Tenant, runDir: string, judged: Judged): Promise<string[]> {
  const stored = storedIn(tenant);
  const rejected = await linesIn(runDir, 'rejected.jsonl');
  const unresolved = await linesIn(runDir, 'unresolved.jsonl');
  const refused = new Set(rejected.map(({ record }) => record.n));
  const open = new Set(unresolved.map(({ record }) => record.n));
  const faults: string[] = [];
  for (let n = 0; n < judged.records; n++) {
    const times = stored.get(n) ?? 0;
    if (times > 1) faults.push(`${n} is stored ${times} times`);
    if (refused.has(n) && times > 0) faults.push(`${n} is rejected, but stored`);
    if (refused.has(n) && open.has(n)) faults.push(`${n} has two verdicts`);
    const isLoaded = !refused.has(n) && !open.has(n);
    if (isLoaded && times === 0) faults.push(`${n} is loaded, but not stored`);
  }
  if (judged.hasKey) {
    for (const { position, code, reason } of unresolved) {
      faults.push(`${position} is unresolved by ${code}, although it has a key: ${reason}`);
    }
  }
  return [
    ...faults,
    ...judgePositions([...rejected, ...unresolved], judged),
    ...(await judgeFiles(runDir, judged.records, rejected.length, unresolved.length)),
    ...judgeJobs(tenant),
  ];
}

/** How often this run stored the record with each number. */
function storedIn(tenant: Tenant): Map<number, number> {
  const stored = new Map<number, number>();
  for (const { cells, jobId } of tenant.records('Vehicle')) {
    if (jobId === undefined) continue;
    const n = Number(cells['legacyId__c']);
    stored.set(n, (stored.get(n) ?? 0) + 1);
  }
  return stored;
}

function judgePositions(lines: readonly Line[], { records, isInOrder }: Judged): string[] {
  const seen = new Set<number>();
  return lines.flatMap(({ position, record: { n } }) => {
    const isTwice = seen.has(position);
    seen.add(position);
    const isWrong = isInOrder ? position !== n : !(position >= 0 && position < records);
    return [
      ...(isTwice ? [`${position} is in the result files twice`] : []),
      ...(isWrong ? [`${n} is at position ${position}`] : []),
    ];
  });
}

async function judgeFiles(
  runDir: string,
  read: number,
  rejected: number,
  unresolved: number,
): Promise<string[]> {
  const summary = JSON.parse(await readFile(join(runDir, 'summary.json'), 'utf8'));
  const { records, status } = summary;
  const loaded = read - rejected - unresolved;
  const sums = { read, skipped: 0, loaded, rejected, unresolved };
  const faults: string[] = [];
  if (status !== 'completed') faults.push(`the run is ${status}`);
  if (JSON.stringify(records) !== JSON.stringify(sums)) {
    faults.push(`the summary has ${JSON.stringify(records)} instead of ${JSON.stringify(sums)}`);
  }
  const chunks = await readdir(join(runDir, 'chunks'), { recursive: true });
  return [...faults, ...chunks.map((name) => `chunks/${name} was left`)];
}

function judgeJobs(tenant: Tenant): string[] {
  const faults: string[] = [];
  const active = tenant.jobs().filter((job) => !isOver(job.status));
  for (const { id, status: left } of active) faults.push(`job ${id} was left ${left}`);
  const { overall } = tenant.activeJobsPeak;
  if (overall > 5) faults.push(`${overall} jobs were active at once`);
  return faults;
}

function isOver(status: string): boolean {
  return ['completed', 'failed', 'cancelled'].includes(status);
}

async function linesIn(runDir: string, name: string): Promise<Line[]> {
  const text = await readFile(join(runDir, name), 'utf8');
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Line);
}
