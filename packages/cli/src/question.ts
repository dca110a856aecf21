import { createInterface } from 'node:readline';
import { say } from './output.ts';

/** Whether there is someone to ask: both the question and the answer go through a terminal. */
export function canAsk(): boolean {
  return process.stdin.isTTY === true && process.stderr.isTTY === true;
}

/** Asks on the terminal, and returns whether the answer is yes. Anything else, the end of input included, is no. */
export async function askYesNo(question: string, signal: AbortSignal): Promise<boolean> {
  const lines = createInterface({ input: process.stdin, signal });
  say(`${question} (y/N) `, '');
  for await (const line of lines) return /^\s*y(?:es)?\s*$/i.test(line);
  say('');
  signal.throwIfAborted();
  return false;
}
