import { at, COUNT, isMore, items, next, type PublicApi, page, SIZE } from './api-page.fixture.ts';

export const APIS_BY_LINK_OR_CURSOR: Readonly<Record<string, PublicApi>> = {
  'Salesforce, query': {
    options: {
      path: '/services/data/v61.0/query?q=SELECT+Id+FROM+Account',
      records: 'records',
      paging: { by: 'next', at: 'nextRecordsUrl', done: 'done', total: 'totalSize' },
    },
    id: 'Id',
    hasNoCheckpoints: true,
    answer({ url }) {
      const from = Number(/-(\d+)$/.exec(url.pathname)?.[1] ?? 0);
      const nextRecordsUrl = `/services/data/v61.0/query/01g-${from + SIZE}`;
      return {
        body: {
          ...{ totalSize: COUNT, done: !isMore(from), ...(isMore(from) && { nextRecordsUrl }) },
          records: page(from).map((Id) => ({ attributes: { type: 'Account' }, Id })),
        },
      };
    },
  },
  'HL7 FHIR, search': {
    options: { path: '/Patient', records: 'entry', paging: { by: 'next', at: 'link' } },
    id: 'resource.id',
    answer(received) {
      const from = at(received, '_offset');
      const self = { relation: 'self', url: `${received.url.origin}/Patient` };
      const link = next(
        from,
        (place) => [self, { relation: 'next', url: `/Patient?_offset=${place}` }],
        [self],
      );
      const entry = page(from).map((id) => ({ fullUrl: `x/${id}`, resource: { id } }));
      return { body: { resourceType: 'Bundle', type: 'searchset', link, entry } };
    },
  },
  'Spring Data REST (HAL)': {
    options: {
      path: '/vehicles',
      records: '_embedded.vehicles',
      paging: { by: 'next', at: '_links.next' },
    },
    id: 'id',
    answer(received) {
      // A page after the last one has no `_embedded`.
      const from = at(received, 'page') * SIZE;
      const self = { href: `${received.url.origin}/vehicles{?page}`, templated: true };
      const href = `${received.url.origin}/vehicles?page=${from / SIZE + 1}`;
      return {
        body: {
          ...(from < COUNT && { _embedded: { vehicles: items(from) } }),
          _links: from < COUNT ? { self, next: { href } } : { self },
          page: { size: SIZE, totalElements: COUNT, totalPages: 3, number: from / SIZE },
        },
      };
    },
  },
  'Oracle NetSuite, SuiteQL': {
    options: {
      path: '/services/rest/query/v1/suiteql?limit=2',
      method: 'POST',
      headers: { prefer: 'transient' },
      body: { q: 'SELECT id FROM customer' },
      records: 'items',
      paging: { by: 'next', at: 'links', more: 'hasMore', total: 'totalResults' },
    },
    id: 'id',
    answer(received) {
      const from = at(received, 'offset');
      const href = `${received.url.origin}/services/rest/query/v1/suiteql?limit=2&offset=`;
      const links = [
        ...(isMore(from) ? [{ rel: 'next', href: `${href}${from + SIZE}` }] : []),
        { rel: 'self', href: `${href}${from}` },
      ];
      const counts = { count: page(from).length, offset: from, totalResults: COUNT };
      return { body: { links, hasMore: isMore(from), ...counts, items: items(from) } };
    },
  },
  'Microsoft Graph, behind a proxy': {
    options: {
      path: '/v1.0/users?$top=2',
      token: 'secret',
      records: 'value',
      paging: { by: 'next', at: '@odata.nextLink' },
      originAliases: ['https://graph.internal'],
    },
    id: 'id',
    answer(received) {
      if (received.headers['authorization'] !== 'Bearer secret') return { status: 401 };
      const from = at(received, '$skiptoken');
      const link = `https://graph.internal/v1.0/users?$top=2&$skiptoken=${from + SIZE}`;
      const more = isMore(from) && { '@odata.nextLink': link };
      return { body: { '@odata.context': '$metadata#users', ...more, value: items(from) } };
    },
  },
  'Twitter 1.1, followers': {
    options: {
      path: '/1.1/followers/list.json?cursor=-1',
      records: 'users',
      paging: { by: 'cursor', at: 'next_cursor', param: 'cursor', end: 0 },
    },
    id: 'id',
    answer(received) {
      const from = Math.max(0, at(received, 'cursor'));
      const cursor = next(from, (place) => place, 0);
      const cursors = { next_cursor: cursor, next_cursor_str: `${cursor}`, previous_cursor: 0 };
      return { body: { users: items(from), ...cursors } };
    },
  },
  'Azure DevOps, work items': {
    options: {
      path: '/o/p/_apis/wit/items?api-version=7.1',
      records: 'value',
      paging: { by: 'cursor', header: 'X-MS-ContinuationToken', param: 'continuationToken' },
    },
    id: 'id',
    answer(received) {
      const from = at(received, 'continuationToken');
      const headers = next<Readonly<Record<string, string>>>(
        from,
        (place) => ({ 'x-ms-continuationtoken': `${place}` }),
        {},
      );
      return { headers, body: { count: page(from).length, value: items(from) } };
    },
  },
  'X 2, tweets': {
    options: {
      path: '/2/tweets',
      records: 'data',
      paging: { by: 'cursor', at: 'meta.next_token', param: 'pagination_token' },
    },
    id: 'id',
    answer(received) {
      // The last token leads to a page without `data`.
      const from = at(received, 'pagination_token');
      if (from >= COUNT) return { body: { meta: { result_count: 0, previous_token: 'p' } } };
      const meta = { result_count: page(from).length, next_token: String(from + SIZE) };
      return { body: { data: items(from), meta } };
    },
  },
  'Google Cloud, projects': {
    options: {
      path: '/v1/projects',
      records: 'projects',
      recordsOptional: true,
      paging: { by: 'cursor', at: 'nextPageToken', param: 'pageToken' },
    },
    id: 'id',
    answer(received) {
      const from = at(received, 'pageToken');
      // Fields that are empty are left out, so that the last page is an empty object.
      if (from >= COUNT) return { body: {} };
      return { body: { projects: items(from), nextPageToken: String(from + SIZE) } };
    },
  },
  'Zendesk, incremental export': {
    options: {
      path: '/api/v2/incremental/tickets/cursor.json?start_time=0',
      records: 'tickets',
      paging: { by: 'cursor', at: 'after_cursor', param: 'cursor', done: 'end_of_stream' },
    },
    id: 'id',
    answer(received) {
      const from = at(received, 'cursor');
      const cursors = { after_cursor: String(from + SIZE), before_cursor: null };
      return { body: { tickets: items(from), ...cursors, end_of_stream: !isMore(from) } };
    },
  },
  'CouchDB, _find': {
    options: {
      path: '/db/_find',
      method: 'POST',
      body: { selector: {}, limit: SIZE },
      records: 'docs',
      paging: { by: 'cursor', at: 'bookmark', param: 'bookmark', in: 'body', end: 'nil' },
    },
    id: 'id',
    answer({ body }) {
      const from = Number(JSON.parse(body).bookmark ?? 0);
      return { body: { docs: items(from), bookmark: from < COUNT ? `${from + SIZE}` : 'nil' } };
    },
  },
  'CouchDB, _changes': {
    options: {
      path: '/db/_changes?limit=2',
      records: 'results',
      paging: { by: 'cursor', at: 'last_seq', param: 'since' },
    },
    id: 'id',
    answer(received) {
      const from = at(received, 'since');
      const results = page(from).map((id) => ({ seq: id, id, changes: [{ rev: '1' }] }));
      return { body: { results, last_seq: from + results.length, pending: 0 } };
    },
  },
};
