import type { Call } from '../call.ts';
import type { CustomObject } from '../definitions/register.ts';
import { jsonList, type TenantResponse } from '../http/message.ts';
import { Refusal } from '../http/refusal.ts';
import type { TenantParts } from '../tenant-parts.ts';
import { isUuid, notUuid } from '../uuid.ts';
import { candidates } from './candidates.ts';
import { matches } from './match.ts';
import { type Query, QueryFault } from './query.ts';
import { checkQuery } from './query-check.ts';
import { parseQuery } from './query-parser.ts';
import { recordAsJson } from './record-json.ts';

const PAGE_SIZE_DEFAULT = 20;
const PAGE_SIZE_MAX = 1000;
const QUERY_INVALID = 71012720;
const IDS_INVALID = 71012920;
const OBJECT_NOT_FOUND = 71012640;

/** `GET /objects/records/default/{object}` (docs/zuora-api.md, section 7.2). */
export function find(tenant: TenantParts, call: Call): TenantResponse {
  const object = objectOf(tenant, call);
  const { knobs, world } = tenant;
  if (Buffer.byteLength(call.request.url) > knobs.queryUrlBytesMax) {
    throw new Refusal(414, QUERY_INVALID, 'URI Too Long');
  }
  const at = world.now() - knobs.visibilityLagMs;
  const pageSize = pageSizeOf(call.query.get('pageSize'));
  const query = queryOf(object, call.query.get('q'));
  const found: number[] = [];
  for (const ordinal of wanted(tenant, object, call.query, query)) {
    if (!object.records.existed(ordinal, at)) continue;
    if (query !== undefined && !matches(tenant, object, ordinal, query, at)) continue;
    found.push(ordinal);
    if (found.length > pageSize) break;
  }
  const page = found.slice(0, pageSize);
  const hasCursor = found.length > pageSize && knobs.recordsCursor === 'present';
  const last = hasCursor ? page.at(-1) : undefined;
  const cursor = last === undefined ? '' : `,"cursor":"${object.records.idOf(last)}"`;
  const items = function* () {
    for (const ordinal of page) yield recordAsJson(tenant, object, ordinal, at);
  };
  return jsonList('records', items(), `,"count":${page.length}${cursor}`);
}

/** Ordinals in ascending order, from the cursor on. */
function* wanted(
  { knobs }: TenantParts,
  object: CustomObject,
  params: URLSearchParams,
  query: Query | undefined,
): Generator<number> {
  const { records } = object;
  const cursor = params.get('cursor');
  if (cursor !== null && params.get('pageSize') === null) {
    throw new Refusal(400, QUERY_INVALID, 'A cursor needs a pageSize.');
  }
  const last = cursor === null ? -1 : records.ordinalOf(cursor);
  if (last === undefined) throw new Refusal(400, QUERY_INVALID, 'Invalid cursor.');
  const ids = params.getAll('ids');
  // Unique indices have only the newest values, in their own case, but a look-up with a lag sees older ones.
  const isIndexed = knobs.visibilityLagMs === 0 && knobs.lookUpCase === 'exact';
  const indexed = query === undefined || !isIndexed ? undefined : candidates(object, query);
  if (ids.length > 0)
    yield* after(
      last,
      ids.map((id) => ordinalOf(object, id)),
    );
  else if (indexed !== undefined) yield* after(last, indexed);
  else for (let ordinal = last + 1; ordinal < records.size(); ordinal++) yield ordinal;
}

function after(last: number, ordinals: readonly (number | undefined)[]): number[] {
  return [...new Set(ordinals)]
    .filter((ordinal) => ordinal !== undefined)
    .filter((ordinal) => ordinal > last)
    .sort((a, b) => a - b);
}

function ordinalOf(object: CustomObject, id: string): number | undefined {
  if (isUuid(id)) return object.records.ordinalOf(id);
  throw new Refusal(400, IDS_INVALID, notUuid(id));
}

function queryOf(object: CustomObject, text: string | null): Query | undefined {
  if (text === null || text.trim() === '') return undefined;
  try {
    const query = parseQuery(text);
    checkQuery(object, query);
    return query;
  } catch (error) {
    if (error instanceof QueryFault) throw new Refusal(400, QUERY_INVALID, error.message);
    throw error;
  }
}

function pageSizeOf(text: string | null): number {
  if (text === null) return PAGE_SIZE_DEFAULT;
  const size = Number(text);
  if (/^\d+$/.test(text) && size >= 1 && size <= PAGE_SIZE_MAX) return size;
  throw new Refusal(400, QUERY_INVALID, 'Expected pageSize to be 1 to 1000.');
}

/** The object in the path; refuses with 404 if there is none. */
export function objectOf(tenant: TenantParts, call: Call): CustomObject {
  const name = call.params['object'] ?? '';
  const object = tenant.definitions.get(name);
  if (object !== undefined) return object;
  throw new Refusal(404, OBJECT_NOT_FOUND, `Object ${name} is not found.`);
}
