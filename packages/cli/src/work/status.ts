import { readStatus } from '@rowferry/core';
import { EXIT } from '../failure.ts';
import { print, say } from '../output.ts';
import { describeStanding } from '../standing.ts';

/** Says how far a run has come, and gives the exit code. */
export async function tellStatus(runDir: string, json: boolean): Promise<number> {
  const standing = await readStatus(runDir);
  if (json) await print(JSON.stringify(standing, undefined, 2));
  else say(describeStanding(standing, runDir));
  return EXIT.done;
}
