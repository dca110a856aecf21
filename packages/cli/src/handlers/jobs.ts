import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { type Job, stringifyExact, type UploadFile } from '@rowferry/core';
import { EXIT } from '../exit-codes.ts';
import { codeOf, Fault, textOf } from '../fault.ts';
import { interruptible } from '../interrupt.ts';
import { print } from '../output.ts';
import { confirmDelete } from './confirm-delete.ts';
import { type CreateArguments, requestFrom } from './job-request.ts';
import { type Tenant, type TenantArguments, tenantFrom } from './tenant.ts';

/** A job, and the tenant that has it. */
export interface JobArguments extends TenantArguments {
  id: string;
}

export interface UploadArguments extends JobArguments {
  file: string;
}

async function inTenant(
  args: TenantArguments,
  action: (tenant: Tenant, signal: AbortSignal) => Promise<void>,
): Promise<void> {
  await interruptible(async (signal) => action(await tenantFrom(args, process.env), signal));
  process.exitCode = EXIT.done;
}

export async function createJob(args: CreateArguments): Promise<void> {
  await inTenant(args, async (tenant, signal) => {
    const request = await requestFrom(args, tenant, signal);
    if (request.operation === 'delete' && !args.yes) {
      await confirmDelete(tenant.client.records, request, signal);
    }
    await printJob(await tenant.client.jobs.create(request, { signal }));
  });
}

export async function listJobs(
  args: TenantArguments & { readonly status: string | undefined },
): Promise<void> {
  const query = args.status === undefined ? {} : { status: args.status };
  await inTenant(args, async ({ client }, signal) => {
    for await (const page of client.jobs.pages(query, { signal })) {
      for (const job of page.jobs) await print(JSON.stringify(job));
    }
  });
}

export async function getJob(args: JobArguments): Promise<void> {
  await inTenant(args, async ({ client }, signal) => {
    await printJob(await client.jobs.get(args.id, { signal }));
  });
}

export async function uploadFile(args: UploadArguments): Promise<void> {
  const file = await uploadFrom(args.file);
  await inTenant(args, async ({ client }, signal) => {
    await printJob(await client.jobs.upload(args.id, file, { signal }));
  });
}

export async function listErrors(args: JobArguments): Promise<void> {
  await inTenant(args, async ({ client }, signal) => {
    const errors = client.jobs.errors(args.id, { signal });
    for await (const error of errors) await print(stringifyExact(error) ?? '');
  });
}

export async function cancelJob(args: JobArguments): Promise<void> {
  await inTenant(args, async ({ client }, signal) => {
    await printJob(await client.jobs.cancel(args.id, { signal }));
  });
}

async function printJob(job: Job): Promise<void> {
  await print(JSON.stringify(job, undefined, 2));
}

async function uploadFrom(path: string): Promise<UploadFile> {
  const stats = await stat(path).catch((error: unknown) => {
    const reason = codeOf(error) === 'ENOENT' ? 'there is no such file' : textOf(error);
    throw new Fault(`${path}: ${reason}`, { cause: error });
  });
  if (!stats.isFile()) throw new Fault(`${path} is not a file; name one CSV file`);
  return { sizeBytes: stats.size, open: () => createReadStream(path) };
}
