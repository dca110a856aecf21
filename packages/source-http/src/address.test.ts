import { describe, expect, test } from 'vitest';
import { onlyPages, shown } from './address.ts';

const FIRST = new URL('https://api.example.com/items');

test.each([
  ['/', '/'],
  ['/api/v2/vehicles', '/api/v2/vehicles'],
  ['/export_files/all-of.them/page~two/', '/export_files/all-of.them/page~two/'],
  ['/shops/4711/orders.json', '/shops/4711/orders.json'],
  ['/v10.1.2/O-data', '/v10.1.2/O-data'],
  ['/fail/hunter2-r', '/fail/…'],
  ['/services/T00000000/B00000000/XXXXXXXXXXXXXXXXXXXXXXXX', '/services/…/…/…'],
  ['/bot123456:ABC-DEF/get', '/…/get'],
  ['/c0ffee00-1111-2222-3333-444444444444/items', '/…/items'],
  ['/12345678901', '/…'],
  ['/a%2Fb', '/…'],
])('of the path %s, %s is shown', (path, expected) => {
  const url = new URL(`https://u:p@api.example.com${path}?sig=x`);
  expect(shown(url)).toBe(`https://api.example.com${expected}`);
});

describe('a link that differs from the first address', () => {
  test.each([
    'page=2',
    'pageSize=5&page_number=3',
    'per_page=100&page=2',
    'offset=40&limit=20',
    'cursor=abc',
  ])('in ?%s selects a page', (query) => expect(onlyPages(`${FIRST}?${query}`, FIRST)).toBe(true));

  test.each([
    'nextPageToken=x',
    'page_token=x',
    'continuation-token=x',
    '$skip=5&$top=5',
    '$skiptoken=x',
    'startKey=x',
    'after=1&order=asc',
    'since_id=9',
    'lastId=9',
    'max-results=5',
    'page[after]=x&page[size]=5',
  ])('in ?%s selects a page, too', (query) =>
    expect(onlyPages(`${FIRST}?${query}`, FIRST)).toBe(true),
  );

  test.each([
    'sig=x',
    'id_token=x',
    'token_id=x',
    'tokenId=x',
    'per_token=x',
    'page_key_token=x',
    'next=https%3A%2F%2Fx.example%2F%3Fsig%3Dx',
    'cursor=https://x.example/?sig=x',
    'page=2&signature=x',
    'token=x',
    'key=x',
    'api_key=x',
    'access_token=x',
    'Expires=1',
    'X-Amz-Security-Token=x',
    'se=2026&sv=1',
    'jwt=x',
    'code=x',
    'se%63ret=x',
    '=x',
    '1=x',
  ])('in ?%s may be a login', (query) => expect(onlyPages(`${FIRST}?${query}`, FIRST)).toBe(false));

  test.each([
    'https://api.example.com/items/x?page=2',
    'https://files.example.com/items',
    'http://api.example.com/items',
    'https://u:p@api.example.com/items?page=2',
  ])('in more than its query may be one: %s', (href) => expect(onlyPages(href, FIRST)).toBe(false));
});
