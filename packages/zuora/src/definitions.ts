import { segment } from './address.ts';
import type { CallOptions } from './call.ts';
import type { Connection } from './connection.ts';
import { definitionOf, type ObjectDefinition } from './object-definition.ts';
import { objectOf } from './wire.ts';

export interface Definitions {
  /** The definition of one custom object; a `TargetError` that means `missing` if there is none. */
  get(request: { readonly object: string }, options?: CallOptions): Promise<ObjectDefinition>;
}

export function definitionsOf(connection: Connection): Definitions {
  return {
    async get({ object }, options = {}) {
      const path = `/objects/definitions/default/${segment('object', object)}`;
      return await connection.ask({ purpose: 'read', method: 'GET', path, ...options }, (body) =>
        definitionOf(object, objectOf(body['schema'])),
      );
    },
  };
}
