import type { Environment } from '../environment/environment.ts';
import { type Action, type Process, type ProcessOptions, startProcess } from './process.ts';
import { type Ending, RUN_DIR } from './run-result.ts';

/** A process that tried to resume a run while another one worked on it. */
export interface Intrusion {
  /** How it ended, if it ended before the other process. */
  readonly ending: Ending | undefined;
  /** Its actions, without those on lock files. */
  readonly actions: readonly Action[];
  /** The actions of the other process. */
  readonly others: readonly Action[];
}

/** The pid of the intruder, larger than those of the run's own processes. */
const NUMBER = 1000;

/** Starts a second process. It ends at the latest when the first one does. */
export function intrude(
  environment: Environment,
  processOptions: Pick<ProcessOptions, 'items' | 'recorder' | 'running'>,
) {
  const process: Process = startProcess(environment, {
    ...processOptions,
    number: NUMBER,
    entry: 'resume',
    death: undefined,
    hasRoom: true,
    isStray: false,
  });
  return {
    /** Called when the other process has ended. */
    end(other: Process): Intrusion {
      const { ending } = process;
      if (ending === undefined) process.life.die('the end of the other');
      const [actions, others] = [process.actions.filter(isWork), other.actions.filter(isWork)];
      return { ending, actions, others };
    },
  };
}

function isWork({ what }: Action): boolean {
  return !what.startsWith(`${RUN_DIR}/lock.`);
}
