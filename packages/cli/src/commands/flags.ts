/** Every flag, described once. */
export const FLAGS = {
  again: {
    describe: 'Create the records again, although an earlier run has created them',
    type: 'boolean',
    default: false,
  },
  'base-url': {
    describe:
      'The address of the tenant, instead of --migration; needs ZUORA_CLIENT_ID and ZUORA_CLIENT_SECRET, or ZUORA_TOKEN, in the environment',
    type: 'string',
    requiresArg: true,
  },
  definitions: {
    describe: 'A YAML or JSON file of object definitions [default: an object Vehicle]',
    type: 'string',
    requiresArg: true,
  },
  filter: {
    describe:
      'For a delete job: `field EQ|GT|LT|GE|LE value`, once or twice; text in double quotes is a JSON string',
    type: 'string',
    array: true,
    nargs: 1,
    default: [] as string[],
  },
  insecure: {
    describe:
      'Allow --base-url to be http: on another machine: everyone on the way can read the login',
    type: 'boolean',
    default: false,
  },
  json: { describe: 'Print the result as JSON on stdout', type: 'boolean', default: false },
  migration: {
    describe: 'A migration file whose target is the tenant',
    type: 'string',
    requiresArg: true,
  },
  namespace: {
    describe: 'Where the object is defined',
    choices: ['default', 'com_zuora'],
    requiresArg: true,
  },
  object: {
    describe: "The object's API name [default: the object of the migration]",
    type: 'string',
    requiresArg: true,
  },
  operation: {
    describe: 'A create or update job waits for its file; a delete job starts at once',
    choices: ['create', 'update', 'delete'],
    demandOption: true,
    requiresArg: true,
  },
  port: {
    describe: 'The port to listen on; 0 means any free port',
    type: 'string',
    default: '0',
    requiresArg: true,
  },
  quiet: { describe: 'Print nothing except errors', type: 'boolean', default: false },
  rejected: {
    describe: 'An edited copy of its rejected.jsonl, to use instead',
    type: 'string',
    requiresArg: true,
  },
  'run-dir': {
    describe: 'Where the files of the run go [default: .rowferry/<run id>]',
    type: 'string',
    requiresArg: true,
  },
  seed: {
    describe: 'Seed of the random numbers: the same seed gives the same faults',
    type: 'string',
    requiresArg: true,
  },
  set: {
    describe: 'Set a knob: name=value; may be repeated',
    type: 'string',
    array: true,
    nargs: 1,
    default: [] as string[],
  },
  status: {
    describe: 'Only jobs with this status, such as `failed`',
    type: 'string',
    requiresArg: true,
  },
  write: {
    describe: 'Only write the files of the demonstration into this new folder',
    type: 'string',
    requiresArg: true,
  },
  yes: {
    describe: 'Delete without counting and asking, for scripts',
    type: 'boolean',
    default: false,
  },
} as const;

/** The flags of every command. */
export const FLAGS_OF = {
  run: ['run-dir', 'again', 'json', 'quiet'],
  resume: ['json', 'quiet'],
  retry: ['rejected', 'run-dir', 'json', 'quiet'],
  status: ['json'],
  'jobs create': [
    'migration',
    'base-url',
    'insecure',
    'object',
    'operation',
    'namespace',
    'filter',
    'yes',
  ],
  'jobs list': ['migration', 'base-url', 'insecure', 'status'],
  'jobs get': ['migration', 'base-url', 'insecure'],
  'jobs upload': ['migration', 'base-url', 'insecure'],
  'jobs errors': ['migration', 'base-url', 'insecure'],
  'jobs cancel': ['migration', 'base-url', 'insecure'],
  simulate: ['port', 'definitions', 'set', 'seed'],
  demo: ['write'],
} as const;

type Command = keyof typeof FLAGS_OF;

/** The flags of a command with their descriptions, for yargs. */
export function flagsOf<C extends Command>(
  command: C,
): Pick<typeof FLAGS, (typeof FLAGS_OF)[C][number]> {
  const flags = FLAGS_OF[command].map((name) => [name, FLAGS[name]]);
  return Object.fromEntries(flags) as Pick<typeof FLAGS, (typeof FLAGS_OF)[C][number]>;
}

/** The argument that names an existing run. */
export const RUN_POSITIONAL = {
  describe: 'The directory of the run, printed at the end of the run',
  type: 'string',
  demandOption: true,
} as const;
