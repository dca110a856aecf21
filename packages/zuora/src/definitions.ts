import { segment } from './address.ts';
import type { CallOptions, Connection } from './connection.ts';
import { definitionOf, type ObjectDefinition } from './object-definition.ts';
import type { Namespace } from './options.ts';
import { objectOf } from './wire.ts';

export interface Definitions {
  /** The definition of one object; a `TargetError` that means `missing` if there is none. */
  get(
    request: { readonly object: string; readonly namespace?: Namespace | undefined },
    options?: CallOptions,
  ): Promise<ObjectDefinition>;
}

export function definitionsOf(connection: Connection): Definitions {
  return {
    async get({ object, namespace = 'default' }, { signal } = {}) {
      const path = `/objects/definitions/${namespace}/${segment('object', object)}`;
      return await connection.ask({ purpose: 'read', method: 'GET', path, signal }, (body) =>
        definitionOf(object, objectOf(body['schema'])),
      );
    },
  };
}
