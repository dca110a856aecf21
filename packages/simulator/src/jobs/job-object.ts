import type { CustomObject } from '../definitions/register.ts';
import type { TenantParts } from '../tenant-parts.ts';

/** The object that a job is for: a custom one, or one of Zuora's own, in `com_zuora` (docs/zuora-api.md, section 1.2). */
export function jobObject(
  { definitions, standardObjects }: Pick<TenantParts, 'definitions' | 'standardObjects'>,
  namespace: unknown,
  name: unknown,
): CustomObject | undefined {
  if (typeof name !== 'string') return undefined;
  if (namespace === 'default') return definitions.get(name);
  return namespace === 'com_zuora' ? standardObjects.get(name) : undefined;
}
