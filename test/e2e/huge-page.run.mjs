// Reads one huge page in each format in its own process, and prints what its test asserts. Plain
// JavaScript with the built packages, so that its memory is the source's and not a compiler's.
import { createServer } from 'node:http';
import { http } from '@rowferry/source-http';

const RECORDS = Number(process.argv[2]);
/** About the size of one record. */
const NOTES = 'x'.repeat(9_000);
const AROUND = { json: ['{"items":[', ',', ']}'], jsonl: ['', '\n', '\n'] };

const exactOf = (n) => `1${n}.00000000000000000001`;

/** One page, written as fast as it is read. The first answer breaks off in the middle. */
const requests = { json: 0, jsonl: 0 };
const server = createServer(({ url }, response) => {
  const format = url.slice(1);
  const isBroken = requests[format]++ === 0;
  const [before, between, after] = AROUND[format];
  let n = 0;
  const write = () => {
    for (; n < RECORDS; n++) {
      if (isBroken && n === RECORDS / 2) return response.destroy();
      const record = `{"n":${n},"exact":${exactOf(n)},"notes":"${NOTES}"}`;
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
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));

const { signal } = new AbortController();
for (const format of ['json', 'jsonl']) {
  const url = `http://127.0.0.1:${server.address().port}/${format}`;
  const source = http({ url, format, ...(format === 'json' && { records: 'items' }) });
  let read = 0;
  let wrong = 0;
  for await (const { records } of source.read({ signal })) {
    for (const record of records) {
      const isRight = record.n === read && String(record.exact) === exactOf(read);
      if (!isRight) wrong += 1;
      read += 1;
    }
  }
  const peakMb = Math.round(process.resourceUsage().maxRSS / 1024);
  const outcome = { read, wrong, requests: requests[format], peakMb };
  process.stdout.write(`${JSON.stringify({ format, outcome })}\n`);
}
server.close();
