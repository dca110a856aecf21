import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Tenant } from '@rowferry/simulator';

interface Line {
  readonly position: number;
  readonly code?: string;
  readonly reason?: string;
}

/** Holds what a run left behind against what the tenant really stored; in words, what is wrong. */
export async function judge(
  tenant: Tenant,
  runDir: string,
  count: number,
  hasKey: boolean,
): Promise<string[]> {
  const stored = new Map<number, number>();
  for (const { cells } of tenant.records('Vehicle')) {
    const position = Number(cells['legacyId__c']);
    stored.set(position, (stored.get(position) ?? 0) + 1);
  }
  const rejected = await linesIn(runDir, 'rejected.jsonl');
  const unresolved = await linesIn(runDir, 'unresolved.jsonl');
  const summary = JSON.parse(await readFile(join(runDir, 'summary.json'), 'utf8'));
  const refused = new Set(rejected.map(({ position }) => position));
  const open = new Set(unresolved.map(({ position }) => position));
  const faults: string[] = [];
  for (let position = 0; position < count; position++) {
    const times = stored.get(position) ?? 0;
    if (times > 1) faults.push(`${position} is stored ${times} times`);
    if (refused.has(position) && times > 0) faults.push(`${position} is rejected, but stored`);
    if (refused.has(position) && open.has(position)) faults.push(`${position} has two verdicts`);
    const isLoaded = !refused.has(position) && !open.has(position);
    if (isLoaded && times === 0) faults.push(`${position} is loaded, but not stored`);
  }
  if (hasKey) {
    for (const { position, code, reason } of unresolved) {
      faults.push(`${position} is unresolved by ${code}, although it has a key: ${reason}`);
    }
  }
  const { records, status } = summary;
  const sums = {
    read: count,
    skipped: 0,
    loaded: count - refused.size - open.size,
    rejected: rejected.length,
    unresolved: unresolved.length,
  };
  if (status !== 'completed') faults.push(`it is ${status}`);
  if (JSON.stringify(records) !== JSON.stringify(sums)) {
    faults.push(`counts ${JSON.stringify(records)}, and there are ${JSON.stringify(sums)}`);
  }
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
