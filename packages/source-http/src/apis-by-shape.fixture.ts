import { at, COUNT, isMore, items, type PublicApi, page, SIZE } from './api-page.fixture.ts';

const scrolls = new Map<string, number>();
let requests = 0;

/** Moves a scroll on, and returns where it was. */
function scrolled(id: string): number {
  const from = scrolls.get(id) ?? 0;
  scrolls.set(id, from + SIZE);
  return from;
}

export const APIS_BY_BODY_OR_SHAPE: Readonly<Record<string, PublicApi>> = {
  'Elasticsearch, scroll': {
    options: {
      path: '/vehicles/_search?scroll=1m',
      method: 'POST',
      body: { size: SIZE },
      records: 'hits.hits',
      paging: {
        ...{ by: 'cursor', at: '_scroll_id', param: 'scroll_id', in: 'body', scroll: true },
        ...{ nextUrl: '/_search/scroll', nextBody: { scroll: '1m' } },
      },
    },
    id: '_source.id',
    hasNoCheckpoints: true,
    answer({ url, body }) {
      const isFirst = url.pathname !== '/_search/scroll';
      const id = isFirst ? `s${scrolls.size}` : JSON.parse(body).scroll_id;
      const hits = items(scrolled(id)).map((_source) => ({ _index: 'vehicles', _source }));
      const total = { value: COUNT, relation: 'eq' };
      return { body: { _scroll_id: id, took: 3, timed_out: false, hits: { total, hits } } };
    },
  },
  'Dropbox, list_folder': {
    options: {
      path: '/2/files/list_folder',
      method: 'POST',
      body: { path: '', limit: SIZE },
      records: 'entries',
      paging: {
        ...{ by: 'cursor', at: 'cursor', param: 'cursor', in: 'body', more: 'has_more' },
        ...{ nextUrl: '/2/files/list_folder/continue', nextBody: {} },
      },
    },
    id: 'id',
    answer({ url, body }) {
      const asked = JSON.parse(body);
      const isContinued = url.pathname.endsWith('/continue');
      // Both refuse what belongs to the other.
      if (isContinued !== 'cursor' in asked || isContinued === 'path' in asked) {
        return { status: 400 };
      }
      const from = Number(asked.cursor ?? 0);
      return { body: { entries: items(from), cursor: `${from + SIZE}`, has_more: isMore(from) } };
    },
  },
  'Shopify, GraphQL': {
    options: {
      path: '/admin/api/graphql.json',
      method: 'POST',
      body: { query: 'query ($after: String) { products { nodes { id } } }' },
      records: 'data.products.nodes',
      paging: {
        ...{ by: 'cursor', at: 'data.products.pageInfo.endCursor', param: 'variables.after' },
        ...{ in: 'body', more: 'data.products.pageInfo.hasNextPage' },
      },
    },
    id: 'id',
    answer({ body }) {
      requests += 1;
      if (requests % 3 === 0) {
        const errors = [{ message: 'Throttled', extensions: { code: 'THROTTLED' } }];
        return { body: { errors } };
      }
      const from = Number(JSON.parse(body).variables?.after ?? 0);
      const pageInfo = { hasNextPage: isMore(from), endCursor: `${from + SIZE}` };
      return { body: { data: { products: { nodes: items(from), pageInfo } } } };
    },
  },
  'Jira, Agile boards': {
    options: {
      path: '/rest/agile/1.0/board',
      records: 'values',
      paging: { by: 'offset', param: 'startAt', done: 'isLast' },
    },
    id: 'id',
    answer(received) {
      const startAt = at(received, 'startAt');
      const isLast = !isMore(startAt);
      return { body: { maxResults: SIZE, startAt, total: COUNT, isLast, values: items(startAt) } };
    },
  },
  WordPress: {
    options: {
      path: '/wp-json/wp/v2/posts?per_page=2',
      paging: { by: 'page', param: 'page', endStatus: 400 },
    },
    id: 'id',
    answer(received) {
      const number = at(received, 'page', 1);
      if (number <= 3) return { body: items((number - 1) * SIZE) };
      return { status: 400, body: { code: 'rest_post_invalid_page_number', message: 'x' } };
    },
  },
  'GitHub, with a secondary rate limit': {
    options: { path: '/repos/a/b/issues?per_page=2', paging: { by: 'link' } },
    id: 'id',
    hasNoCheckpoints: true,
    answer(received) {
      requests += 1;
      if (requests % 4 === 0) {
        return { status: 403, headers: { 'retry-after': '1' }, body: { message: 'x' } };
      }
      const number = at(received, 'page', 1);
      const link = `<${received.url.origin}/repositories/7/issues?per_page=2&page=${number + 1}>`;
      const headers = number < 3 ? { link: `${link}; rel="next"` } : {};
      return { headers, body: items((number - 1) * SIZE) };
    },
  },
  'MediaWiki, pages': {
    options: {
      path: '/w/api.php?action=query&generator=allpages&format=json',
      records: 'query.pages',
      keyed: true,
      paging: { by: 'cursor', at: 'continue.gapcontinue', param: 'gapcontinue' },
    },
    id: 'pageid',
    answer(received) {
      const from = at(received, 'gapcontinue');
      const entries = page(from).map((pageid) => [pageid, { pageid, ns: 0, title: `T${pageid}` }]);
      const gapcontinue = String(from + SIZE);
      const more = isMore(from) && { continue: { gapcontinue, continue: 'gapcontinue||' } };
      return {
        body: { batchcomplete: '', ...more, query: { pages: Object.fromEntries(entries) } },
      };
    },
  },
  'Firebase Realtime Database': {
    options: { path: '/vehicles.json', keyed: 'vin' },
    id: 'id',
    answer: () => ({
      body: Object.fromEntries(
        page(0)
          .concat(page(2), page(4))
          .map((id) => [`-M${id}`, { id }]),
      ),
    }),
  },
  'ClickHouse, JSONCompact': {
    options: {
      path: '/?query=SELECT+id+FROM+v+FORMAT+JSONCompact',
      records: 'data',
      rowHeader: 'meta.name',
    },
    id: 'id',
    answer: () => ({
      body: {
        meta: [
          { name: 'id', type: 'UInt64' },
          { name: 'name', type: 'String' },
        ],
        data: [0, 1, 2, 3, 4].map((id) => [id, `n${id}`]),
        rows: COUNT,
        statistics: { elapsed: 0.1 },
      },
    }),
  },
  'US Census Bureau': {
    options: { path: '/data/2023/acs?get=id,NAME', rowHeader: true },
    id: 'id',
    answer: () => ({ body: [['id', 'NAME'], ...[0, 1, 2, 3, 4].map((id) => [`${id}`, 'x'])] }),
  },
};
