import { expect, test } from 'vitest';
import { parseDocument } from 'yaml';
import { withoutSecrets } from './secrets.ts';

const blanked = (text: string) => withoutSecrets(text, parseDocument(text));

test.each([
  ['clientSecret: hunter2\n', 'clientSecret: "***"\n'],
  [`clientSecret: \${SECRET}\n`, `clientSecret: \${SECRET}\n`],
  [`clientSecret: x\${SECRET}\n`, 'clientSecret: "***"\n'],
  [`clientSecret: $\${SECRET}\n`, 'clientSecret: "***"\n'],
  ["token: 'a: b' # fine\n", 'token: "***" # fine\n'],
  ['apiKey: 42\n', 'apiKey: "***"\n'],
  ['dbPassword: |\n  one\n  two\nnext: 1\n', 'dbPassword: "***"\nnext: 1\n'],
  [`tokens:\n  - one\n  - \${TWO}\n`, `tokens:\n  - "***"\n  - \${TWO}\n`],
  ['{"target": {"token": "abc", "x": 1}}', '{"target": {"token": "***", "x": 1}}'],
  ['other: &a hunter2\ntoken: *a\n', 'other: &a "***"\ntoken: *a\n'],
  ['url: postgres://me:hunter2@host/db\n', 'url: "***"\n'],
  ['connection: host=db password=hunter2\n', 'connection: "***"\n'],
  ['connection: "postgres://me@host/db?password=hunter2"\n', 'connection: "***"\n'],
  ['query: SELECT 1 WHERE password = $1\n', 'query: SELECT 1 WHERE password = $1\n'],
  ['# token: hunter2\nx: "# token" # clientSecret: hunter2\n', '# ***\nx: "# token" # ***\n'],
  ['headers: { Authorization: Bearer abc }\n', 'headers: { Authorization: "***" }\n'],
  ['token:\nx: 1\n', 'token:\nx: 1\n'],
  ['x: 1\r\ntoken: a\r\ny: 2\r\n', 'x: 1\r\ntoken: "***"\r\ny: 2\r\n'],
])('%j becomes %j', (text, expected) => {
  expect(blanked(text)).toBe(expected);
});
