import type { Target } from '@rowferry/core';
import { zuoraClient } from './client.ts';
import { columnsOf } from './column-definitions.ts';
import { ACTIVE_JOBS_MAX, FILE_BYTES_MAX } from './limits.ts';
import { checkTargetOptions, type ZuoraOptions } from './options.ts';

/** The target that Rowferry writes to: one object of a tenant, with one operation. */
export function zuora(options: ZuoraOptions): Target & Required<Pick<Target, 'describe' | 'find'>> {
  const { object, operation, namespace, ...clientOptions } = checkTargetOptions(options);
  const { jobs, records, definitions } = zuoraClient(clientOptions);
  return {
    name: 'zuora',
    object,
    operation,
    limits: { activeJobsMax: ACTIVE_JOBS_MAX, fileBytesMax: FILE_BYTES_MAX },
    create: (call) => jobs.create({ object, operation, namespace }, call),
    upload: jobs.upload,
    get: jobs.get,
    list: jobs.list,
    errors: jobs.errors,
    cancel: jobs.cancel,
    async describe(call) {
      return columnsOf(await definitions.get({ object, namespace }, call));
    },
    find: (column, values, call) => records.find({ object, namespace, column, values }, call),
  };
}
