import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { type Job, stringifyExact, type UploadFile } from '@rowferry/core';
import type { JobRequest, Namespace } from '@rowferry/zuora';
import { EXIT } from '../failure.ts';
import { codeOf, Fault, textOf } from '../fault.ts';
import { interruptible } from '../interrupt.ts';
import { print } from '../output.ts';
import { filterFrom } from './filter.ts';
import { type Tenant, type TenantArguments, tenantFrom } from './tenant.ts';

/** A job, and the tenant in which it is. */
export interface JobArguments extends TenantArguments {
  id: string;
}

export interface UploadArguments extends JobArguments {
  file: string;
}

export interface CreateArguments extends TenantArguments {
  object: string | undefined;
  operation: 'create' | 'update' | 'delete';
  namespace: Namespace | undefined;
  filter: string[];
}

async function inTenant(
  given: TenantArguments,
  work: (tenant: Tenant, signal: AbortSignal) => Promise<void>,
): Promise<void> {
  await interruptible(async (signal) => work(await tenantFrom(given, process.env), signal));
  process.exitCode = EXIT.done;
}

export async function createJob(given: CreateArguments): Promise<void> {
  await inTenant(given, async (tenant, signal) => {
    const request = await requestFrom(given, tenant, signal);
    await printJob(await tenant.client.jobs.create(request, { signal }));
  });
}

export async function listJobs(
  given: TenantArguments & { readonly status: string | undefined },
): Promise<void> {
  const query = given.status === undefined ? {} : { status: given.status };
  await inTenant(given, async ({ client }, signal) => {
    for await (const page of client.jobs.pages(query, { signal })) {
      for (const job of page.jobs) await print(JSON.stringify(job));
    }
  });
}

export async function getJob(given: JobArguments): Promise<void> {
  await inTenant(given, async ({ client }, signal) => {
    await printJob(await client.jobs.get(given.id, { signal }));
  });
}

export async function uploadFile(given: UploadArguments): Promise<void> {
  const file = await uploadFrom(given.file);
  await inTenant(given, async ({ client }, signal) => {
    await printJob(await client.jobs.upload(given.id, file, { signal }));
  });
}

export async function listErrors(given: JobArguments): Promise<void> {
  await inTenant(given, async ({ client }, signal) => {
    const errors = client.jobs.errors(given.id, { signal });
    for await (const error of errors) await print(stringifyExact(error) ?? '');
  });
}

export async function cancelJob(given: JobArguments): Promise<void> {
  await inTenant(given, async ({ client }, signal) => {
    await printJob(await client.jobs.cancel(given.id, { signal }));
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
  if (!stats.isFile()) throw new Fault(`${path} is no file; name one CSV file`);
  return { sizeBytes: stats.size, open: () => createReadStream(path) };
}

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
