import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { http } from '@rowferry/source-http';

/** Runs in a process of its own, and prints what its test asserts. */
const RECORDS = Number(process.argv[2]);
const format = process.argv[3] === 'jsonl' ? 'jsonl' : 'json';
/** Of one record, about. */
const NOTES = 'x'.repeat(900);

/** One page, written as fast as it is read; it breaks off in its middle when first asked for. */
let requests = 0;
const server = createServer((_, response) => {
  const isBroken = requests++ === 0;
  const [before, between, after] = format === 'json' ? ['{"items":[', ',', ']}'] : ['', '\n', '\n'];
  let n = 0;
  const write = () => {
    for (; n < RECORDS; n++) {
      if (isBroken && n === RECORDS / 2) return response.destroy();
      const record = `{"n":${n},"exact":1${n}.00000000000000000001,"notes":"${NOTES}"}`;
      if (!response.write((n === 0 ? before : between) + record)) {
        n += 1;
        response.once('drain', write);
        return undefined;
      }
    }
    return response.end(after);
  };
  write();
});
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/huge`;

const { signal } = new AbortController();
const source = http({ url, format, ...(format === 'json' && { records: 'items' }) });
let read = 0;
let wrong = 0;
for await (const { records } of source.read({ signal })) {
  for (const record of records) {
    if ('rejected' in record || record['n'] !== read) wrong += 1;
    else if (String(record['exact']) !== `1${read}.00000000000000000001`) wrong += 1;
    read += 1;
  }
}
server.close();
const peakMb = Math.round(process.resourceUsage().maxRSS / 1024);
process.stdout.write(`${JSON.stringify({ read, wrong, requests, peakMb })}\n`);
