import type { RequestOptions, SystemFields, Target, TargetTraits } from '@rowferry/core';
import { zuoraClient } from './client.ts';
import { columnsOf } from './column-definitions.ts';
import { WAITING } from './job-state.ts';
import { ACTIVE_JOBS_MAX, FILE_BYTES_MAX } from './limits.ts';
import { checkTargetOptions, type ZuoraOptions } from './options.ts';

/** docs/zuora-api.md, sections 1.3, 1.8 and 2. */
const TRAITS: TargetTraits = {
  listsStored: false,
  rowNumbers: 'counted',
  listOrder: 'newest-first',
  clientJobKey: false,
};

/** docs/zuora-api.md, section 1.8. */
const SYSTEM_FIELDS: SystemFields = {
  id: 'Id',
  createdBy: 'CreatedById',
  createdAt: 'CreatedDate',
  updatedBy: 'UpdatedById',
  updatedAt: 'UpdatedDate',
};

/** The target that Rowferry writes to: one object of a tenant, with one operation. */
export function zuora(options: ZuoraOptions): Target {
  const {
    object,
    operation,
    namespace = 'default',
    idColumn,
    ...clientOptions
  } = checkTargetOptions(options);
  const { baseUrl, entityIds, orgIds, version } = clientOptions;
  const client = zuoraClient(clientOptions);
  const { jobs, records, definitions } = client;
  return {
    name: 'zuora',
    decides: {
      ...{
        object,
        operation,
        namespace,
        idColumn,
        baseUrl: new URL(baseUrl).href.replace(/\/+$/, ''),
      },
      ...{ entityIds, orgIds, version },
    },
    object,
    operation,
    operations: ['create', 'update'],
    limits: { activeJobsMax: ACTIVE_JOBS_MAX, fileBytesMax: FILE_BYTES_MAX },
    traits: TRAITS,
    systemFields: { ...SYSTEM_FIELDS, id: idColumn ?? SYSTEM_FIELDS.id },
    identity: (call) => client.identity(call),
    create: ({ operation: one }, call) => {
      if (one === 'upsert') throw new TypeError('zuora: a job cannot upsert');
      return jobs.create({ object, operation: one, namespace }, call);
    },
    upload: jobs.upload,
    get: jobs.get,
    list: ({ isWaiting, ...query }, call) =>
      jobs.list({ ...query, ...(isWaiting && { status: WAITING }) }, call),
    outcomes: jobs.errors,
    cancel: jobs.cancel,
    // Only custom objects have definitions and records that can be read (docs/zuora-api.md, section 7).
    ...(namespace === 'default' && {
      async describe(call: RequestOptions) {
        const definition = columnsOf(await definitions.get({ object }, call));
        return idColumn === undefined ? definition : { ...definition, idColumn };
      },
      find: (column: string, values: readonly string[], call: RequestOptions) =>
        records.find({ object, column, values }, call),
    }),
  };
}
