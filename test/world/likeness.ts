import type { Target } from '@rowferry/core';

/** What made-up targets have in common with Zuora. */
export const LIKE_ZUORA: Pick<
  Target,
  'operations' | 'traits' | 'systemFields' | 'identity' | 'limits'
> = {
  operations: ['create', 'update'],
  limits: { activeJobsMax: 5, fileBytesMax: 15_000_000 },
  traits: {
    listsStored: false,
    rowNumbers: 'counted',
    listOrder: 'newest-first',
    clientJobKey: false,
  },
  systemFields: {
    id: 'Id',
    createdBy: 'CreatedById',
    createdAt: 'CreatedDate',
    updatedBy: 'UpdatedById',
    updatedAt: 'UpdatedDate',
  },
  identity: async () => 'tenant',
};
