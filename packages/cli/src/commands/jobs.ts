import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { stringifyExact, type UploadFile } from '@rowferry/core';
import type { JobRequest, Namespace, ZuoraClient } from '@rowferry/zuora';
import type { Argv, CommandModule } from 'yargs';
import { EXIT } from '../failure.ts';
import { codeOf, Fault, textOf } from '../fault.ts';
import { interruptible } from '../interrupt.ts';
import { print } from '../output.ts';
import { filterFrom } from './filter.ts';
import { type Tenant, type TenantArguments, tenantFrom } from './tenant.ts';

/** The six operations of the API, as they are: each prints what the tenant answers. */
export const jobs: CommandModule = {
  command: 'jobs',
  describe: "Use the API's own operations on bulk jobs",
  builder: (yargs) =>
    yargs
      .command(create)
      .command(list)
      .command(
        one('get', 'Print one job', async ({ jobs }, id, signal) => {
          await print(JSON.stringify(await jobs.get(id, { signal }), undefined, 2));
        }),
      )
      .command(upload)
      .command(one('errors', 'Print the row errors of a job, one JSON object a line', printErrors))
      .command(
        one(
          'cancel',
          'Cancel a job that still waits for its file',
          async ({ jobs }, id, signal) => {
            await print(JSON.stringify(await jobs.cancel(id, { signal }), undefined, 2));
          },
        ),
      )
      .demandCommand(1, 'name an operation: create, list, get, upload, errors or cancel')
      .example('$0 jobs list --migration vehicles.yaml --status failed', 'One JSON object a line'),
  handler() {},
};

async function inTenant(
  given: TenantArguments,
  work: (tenant: Tenant, signal: AbortSignal) => Promise<void>,
): Promise<void> {
  await interruptible(async (signal) => work(await tenantFrom(given, process.env), signal));
  process.exitCode = EXIT.done;
}

function withTenant<T>(yargs: Argv<T>): Argv<T & TenantArguments> {
  return yargs
    .option('migration', {
      describe: 'A migration file whose target is the tenant',
      type: 'string',
      requiresArg: true,
    })
    .option('base-url', {
      describe: 'Or its address, with ZUORA_CLIENT_ID and ZUORA_CLIENT_SECRET, or ZUORA_TOKEN, set',
      type: 'string',
      requiresArg: true,
    });
}

/** A subcommand that takes the id of a job and nothing else. */
function one(
  name: string,
  describe: string,
  work: (client: ZuoraClient, id: string, signal: AbortSignal) => Promise<void>,
): CommandModule<object, TenantArguments & { id: string }> {
  return {
    command: `${name} <id>`,
    describe,
    builder: (yargs) => withId(withTenant(yargs)),
    handler: (given) => inTenant(given, ({ client }, signal) => work(client, given.id, signal)),
  };
}

function withId<T>(yargs: Argv<T>): Argv<T & { id: string }> {
  return yargs.positional('id', {
    describe: 'The id of the job',
    type: 'string',
    demandOption: true,
  });
}

async function printErrors({ jobs }: ZuoraClient, id: string, signal: AbortSignal) {
  for await (const error of jobs.errors(id, { signal })) await print(stringifyExact(error) ?? '');
}

const list: CommandModule<object, TenantArguments & { status: string | undefined }> = {
  command: 'list',
  describe: 'Print every job of the tenant, one JSON object a line',
  builder: (yargs) =>
    withTenant(yargs).option('status', {
      describe: 'Only jobs of this status, such as `failed`',
      type: 'string',
      requiresArg: true,
    }),
  async handler(given) {
    const query = given.status === undefined ? {} : { status: given.status };
    await inTenant(given, async ({ client }, signal) => {
      for await (const page of client.jobs.pages(query, { signal })) {
        for (const job of page.jobs) await print(JSON.stringify(job));
      }
    });
  },
};

const upload: CommandModule<object, TenantArguments & { id: string; file: string }> = {
  command: 'upload <id> <file>',
  describe: 'Upload the CSV file of a job, which starts it',
  builder: (yargs) =>
    withId(withTenant(yargs)).positional('file', {
      describe: 'The CSV file, at most 15,000,000 bytes',
      type: 'string',
      demandOption: true,
    }),
  async handler(given) {
    const file = await uploadFrom(given.file);
    await inTenant(given, async ({ client }, signal) => {
      const job = await client.jobs.upload(given.id, file, { signal });
      await print(JSON.stringify(job, undefined, 2));
    });
  },
};

async function uploadFrom(path: string): Promise<UploadFile> {
  const stats = await stat(path).catch((error: unknown) => {
    const reason = codeOf(error) === 'ENOENT' ? 'there is no such file' : textOf(error);
    throw new Fault(`${path}: ${reason}`, { cause: error });
  });
  if (!stats.isFile()) throw new Fault(`${path} is no file; name one CSV file`);
  return { sizeBytes: stats.size, open: () => createReadStream(path) };
}

interface CreateArguments extends TenantArguments {
  object: string | undefined;
  operation: 'create' | 'update' | 'delete';
  namespace: Namespace | undefined;
  filter: string[];
}

const create: CommandModule<object, CreateArguments> = {
  command: 'create',
  describe: 'Create a job',
  builder: (yargs) =>
    withTenant(yargs)
      .option('object', {
        describe: "The object's API name [default: the object of the migration]",
        type: 'string',
        requiresArg: true,
      })
      .option('operation', {
        describe: 'A create or update waits for its file; a delete starts at once',
        choices: ['create', 'update', 'delete'] as const,
        demandOption: true,
        requiresArg: true,
      })
      .option('namespace', {
        describe: 'Where the object is defined',
        choices: ['default', 'com_zuora'] as const,
        requiresArg: true,
      })
      .option('filter', {
        describe: 'For a delete: `field EQ|GT|LT|GE|LE value`, once or twice',
        type: 'string',
        array: true,
        nargs: 1,
        default: [] as string[],
      })
      .example(
        "$0 jobs create --object Vehicle --operation delete --filter 'CreatedDate LT 2020-01-01T00:00:00.000Z'",
        'Deletes what is older; up to two filters, both of which a record must meet',
      ),
  async handler(given) {
    await inTenant(given, async (tenant, signal) => {
      const request = await requestFrom(given, tenant, signal);
      const job = await tenant.client.jobs.create(request, { signal });
      await print(JSON.stringify(job, undefined, 2));
    });
  },
};

async function requestFrom(
  { operation, filter, ...given }: CreateArguments,
  tenant: Tenant,
  signal: AbortSignal,
): Promise<JobRequest> {
  const { object = tenant.object, namespace = tenant.namespace } = given;
  if (object === undefined) throw new Fault('--object: name the object of the job');
  const place = { object, ...(namespace !== undefined && { namespace }) };
  if (operation !== 'delete') {
    if (filter.length > 0) throw new Fault('--filter: only a delete job takes filters');
    return { ...place, operation };
  }
  if (filter.length === 0) {
    throw new Fault('--filter: a delete job needs one, since without it every record may be meant');
  }
  const { properties } = await tenant.client.definitions.get(place, { signal });
  return { ...place, operation, filter: filterFrom(filter, object, properties) };
}
