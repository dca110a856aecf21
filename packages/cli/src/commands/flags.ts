/** Flags shared by the commands that move records. */
export const JSON_FLAG = {
  describe: 'Print the summary as JSON on stdout',
  type: 'boolean',
  default: false,
} as const;

export const QUIET_FLAG = {
  describe: 'Print nothing except errors',
  type: 'boolean',
  default: false,
} as const;

/** The argument that names an existing run. */
export const RUN_POSITIONAL = {
  describe: 'The directory of the run, printed at the end of the run',
  type: 'string',
  demandOption: true,
} as const;
