import type { Argv, CommandModule } from 'yargs';
import type { CreateArguments } from '../handlers/job-request.ts';
import type { JobArguments, UploadArguments } from '../handlers/jobs.ts';
import type { TenantArguments } from '../handlers/tenant.ts';
import { flagsOf } from './flags.ts';

/** The six operations of the API, unchanged: each prints the answer of the tenant. */
export const jobs: CommandModule = {
  command: 'jobs',
  describe: "Use the API's own operations on bulk jobs",
  builder: (yargs) =>
    yargs
      .command(create)
      .command(list)
      .command(get)
      .command(upload)
      .command(errors)
      .command(cancel)
      .demandCommand(1, 'name an operation: create, list, get, upload, errors or cancel')
      .example(
        '$0 jobs list --migration vehicles.yaml --status failed',
        'One JSON object per line',
      ),
  handler() {},
};

/** Loads the code of the operations only when one of them runs. */
function handlers() {
  return import('../handlers/jobs.ts');
}

/** A subcommand that takes the id of a job and nothing else. */
function one(
  name: 'get' | 'errors' | 'cancel',
  describe: string,
  handler: (args: JobArguments) => Promise<void>,
): CommandModule<object, JobArguments> {
  return {
    command: `${name} <id>`,
    describe,
    builder: (yargs) => withId(yargs).options(flagsOf(`jobs ${name}`)),
    handler,
  };
}

function withId<T>(yargs: Argv<T>): Argv<T & { id: string }> {
  return yargs.positional('id', {
    describe: 'The id of the job',
    type: 'string',
    demandOption: true,
  });
}

const get = one('get', 'Print one job', async (args) => (await handlers()).getJob(args));

const errors = one(
  'errors',
  'Print the row errors of a job, one JSON object per line',
  async (args) => (await handlers()).listErrors(args),
);

const cancel = one('cancel', 'Cancel a job that is still waiting for its file', async (args) =>
  (await handlers()).cancelJob(args),
);

const list: CommandModule<object, TenantArguments & { status: string | undefined }> = {
  command: 'list',
  describe: 'Print every job of the tenant, one JSON object per line',
  builder: (yargs) => yargs.options(flagsOf('jobs list')),
  handler: async (args) => (await handlers()).listJobs(args),
};

const upload: CommandModule<object, UploadArguments> = {
  command: 'upload <id> <file>',
  describe: 'Upload the CSV file of a job, which starts it',
  builder: (yargs) =>
    withId(yargs)
      .positional('file', {
        describe: 'The CSV file, at most 15,000,000 bytes',
        type: 'string',
        demandOption: true,
      })
      .options(flagsOf('jobs upload')),
  handler: async (args) => (await handlers()).uploadFile(args),
};

const create: CommandModule<object, CreateArguments> = {
  command: 'create',
  describe: 'Create a job',
  builder: (yargs) =>
    yargs
      .options(flagsOf('jobs create'))
      .example(
        "$0 jobs create --object Vehicle --operation delete --filter 'CreatedDate LT 2020-01-01T00:00:00.000Z'",
        'Counts the older records, and asks; with two filters, a record must match both',
      ),
  handler: async (args) => (await handlers()).createJob(args),
};
