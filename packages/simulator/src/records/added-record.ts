import type { TenantParts } from '../tenant-parts.ts';
import { admit, type GivenCell } from './admission.ts';

/** Stores a record, given as texts by field name, without a job. */
export function addRecord(
  tenant: TenantParts,
  name: string,
  texts: Readonly<Record<string, string>>,
): string {
  const object = tenant.definitions.get(name);
  if (object === undefined) throw new TypeError(`Object ${name} is not defined.`);
  const given = new Array<GivenCell>(object.layout.slotCount);
  for (const [field, text] of Object.entries(texts)) {
    const slot = object.layout.byName.get(field)?.slot;
    if (slot === undefined) throw new TypeError(`Object ${name} has no field ${field}.`);
    given[slot] = text;
  }
  const { cells, problems } = admit(tenant, object, given, undefined);
  if (problems[0] !== undefined) throw new TypeError(problems[0].message);
  const origin = { job: 0, row: 0, login: 0, at: tenant.world.now() };
  return object.records.idOf(object.records.insert(cells, origin));
}
