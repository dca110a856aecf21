/** Flags that commands which move records have alike. */
export const JSON_FLAG = {
  describe: 'Print the summary as JSON on stdout',
  type: 'boolean',
  default: false,
} as const;

export const QUIET_FLAG = {
  describe: 'Say nothing but what went wrong',
  type: 'boolean',
  default: false,
} as const;

/** How a command names a run that is there. */
export const RUN_POSITIONAL = {
  describe: 'The directory of the run, as it was told at its end',
  type: 'string',
  demandOption: true,
} as const;
