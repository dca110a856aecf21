/** What identifies a process, as far as its system reports it. */
export interface ProcessMark {
  readonly pid: number;
  readonly host: string;
  /** The id of this boot of the machine; Linux only. */
  readonly boot?: string;
  /** The namespace in which `pid` is valid: containers have their own; Linux only. */
  readonly space?: string;
  /** When the process started, in the system's own unit, since pids are reused; Linux only. */
  readonly started?: string;
}

/** Identifies this process, and checks other processes. */
export interface Processes {
  own(): Promise<ProcessMark>;
  /** Whether a process still runs; `undefined` if this cannot be known from here. */
  isRunning(mark: ProcessMark): Promise<boolean | undefined>;
}
