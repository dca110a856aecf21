import { readStatus } from '@rowferry/core';
import { EXIT } from '../exit-codes.ts';
import { print, say } from '../output.ts';
import { describeStatus } from '../status-text.ts';

/** Prints how far a run is, and returns the exit code. */
export async function showStatus(runDir: string, json: boolean): Promise<number> {
  const status = await readStatus(runDir);
  if (json) await print(JSON.stringify(status, undefined, 2));
  else say(describeStatus(status, runDir));
  return EXIT.done;
}
