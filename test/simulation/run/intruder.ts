import type { Stage } from '../stage/stage.ts';
import { type Act, type Errand, type Process, startProcess } from './process.ts';
import { type Ending, RUN_DIR } from './ran.ts';

/** A process that tried to resume a run while another one was at it. */
export interface Intrusion {
  /** How it ended, if it has while the other went on. */
  readonly ending: Ending | undefined;
  /** What it did, but for asking who has the run. */
  readonly acts: readonly Act[];
  /** What the other did. */
  readonly others: readonly Act[];
}

/** Pids of intruders are above those of the run's own processes. */
const NUMBER = 1000;

/** Starts a second process; it is gone at the latest when the first one is. */
export function intrude(stage: Stage, errand: Pick<Errand, 'items' | 'recorder' | 'running'>) {
  const process: Process = startProcess(stage, {
    ...errand,
    number: NUMBER,
    entry: 'resume',
    death: undefined,
    hasRoom: true,
  });
  return {
    /** Called when the other is over. */
    end(other: Process): Intrusion {
      const { ending } = process;
      if (ending === undefined) process.life.die('the end of the other');
      const [acts, others] = [process.acts.filter(isWork), other.acts.filter(isWork)];
      return { ending, acts, others };
    },
  };
}

function isWork({ what }: Act): boolean {
  return !what.startsWith(`${RUN_DIR}/lock.`);
}
