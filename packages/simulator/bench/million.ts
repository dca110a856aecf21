// Loads 1,000,000 records of 11 columns in 20 jobs and prints the memory and the CPU time.
// Run with: npx tsx packages/simulator/bench/million.ts
import { createTenant, defineObject } from '../src/index.ts';

const FILES = 20;
const ROWS = 50_000;
const TOKEN = 'bench';

const record = defineObject('Record', {
  key__c: { type: 'string', unique: true, required: true },
  count__c: { type: 'integer' },
  day__c: { type: 'string', format: 'date' },
  open__c: { type: 'boolean' },
  price__c: { type: 'number' },
  kind__c: { type: 'string', enum: ['a', 'b'] },
  text1__c: { type: 'string' },
  text2__c: { type: 'string' },
  text3__c: { type: 'string' },
  text4__c: { type: 'string' },
  text5__c: { type: 'string' },
});

function file(number: number): Buffer {
  let csv = `${Object.keys(record.properties).join(',')}\n`;
  for (let row = 0; row < ROWS; row++) {
    const key = number * ROWS + row;
    const day = String(1 + (key % 28)).padStart(2, '0');
    csv += `KEY-${key}-abcdefgh,${key},2020-01-${day},${key % 2 === 0},${key}.25,`;
    csv += `${key % 2 ? 'a' : 'b'},some text ${key},another,"quoted, text ${key}",x,München ${key}\n`;
  }
  return Buffer.from(csv);
}

async function measure(): Promise<void> {
  const tenant = createTenant({
    definitions: [record],
    tokens: [{ token: TOKEN }],
    knobs: { processingMs: 0 },
  });
  const post = async (url: string, type: string, body: Buffer) => {
    const headers = { authorization: `Bearer ${TOKEN}`, 'content-type': type };
    const outcome = await tenant.handle({ method: 'POST', url, headers, body });
    if ('dropped' in outcome) throw new Error('dropped');
    return JSON.parse(String(outcome.body));
  };
  const job = { operation: 'create', namespace: 'default', object: 'Record' };
  let [peakBytes, cpuMicros] = [0, 0];
  for (let number = 0; number < FILES; number++) {
    const bytes = file(number);
    const before = process.cpuUsage();
    const { Id } = await post(
      '/objects/jobs',
      'application/json',
      Buffer.from(JSON.stringify(job)),
    );
    await post(`/objects/jobs/${Id}/files`, 'text/csv', bytes);
    while (tenant.activeJobs > 0) {
      await new Promise((resolve) => setTimeout(resolve, 1));
      peakBytes = Math.max(peakBytes, process.memoryUsage().rss);
    }
    const { user, system } = process.cpuUsage(before);
    cpuMicros += user + system;
  }
  const report = {
    records: tenant.recordCount('Record'),
    peakRssMiB: Math.round(peakBytes / 2 ** 20),
    cpuMsPerFileOf50000Rows: Math.round(cpuMicros / FILES / 1000),
  };
  process.stdout.write(`${JSON.stringify(report)}\n`);
  tenant.stop();
}

void measure();
