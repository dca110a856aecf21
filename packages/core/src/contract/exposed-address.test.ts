import { expect, test } from 'vitest';
import { isExposed } from './exposed-address.ts';

test.each([
  ['http://example.com', true],
  ['http://10.0.0.1:8080', true],
  ['http://localhost.example.com', true],
  ['http://127.0.0.1.example.com', true],
  ['http://notlocalhost', true],
  ['http://[::2]', true],
  ['http://0.0.0.0', true],
  ['http://api.localhost', true],
  ['http://127.0.0.1.localhost', true],
  ['http://[::ffff:126.0.0.1]', true],
  ['http://[::ffff:7f:1]', true],
  ['https://example.com', false],
  ['http://localhost:8792', false],
  ['http://127.0.0.1', false],
  ['http://127.1', false],
  ['http://127.8.9.10:80', false],
  ['http://[::1]:80', false],
  ['http://[0:0:0:0:0:0:0:1]', false],
  ['http://[::ffff:127.0.0.1]:80', false],
  ['http://[::ffff:127.255.0.9]', false],
])('whether others can read what is sent to %s: %s', (address, expected) => {
  expect(isExposed(new URL(address))).toBe(expected);
});
