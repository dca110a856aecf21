// jsforce's bulk loader: the same lines as an array of records, which is the only form of objects that it takes; CSV by
// jsforce, one job. Results of rows are not fetched.
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { Connection } from 'jsforce';
import { columns } from '../legacy.mjs';
import { measure } from './measure.mjs';

const [path, instanceUrl] = process.argv.slice(2);
const names = Object.keys(columns);

async function flatRecords() {
  const records = [];
  for await (const line of createInterface({
    input: createReadStream(path),
    crlfDelay: Infinity,
  })) {
    const { owner, ...record } = JSON.parse(line);
    const cells = [
      ...[record.id, record.vin, owner.name, owner.city, record.notes, record.mileage],
      ...[record.price, record.insured, record.registered_on, record.sold_at, 'legacy-crm'],
    ];
    records.push(Object.fromEntries(names.map((name, index) => [name, cells[index]])));
  }
  return records;
}

await measure(async () => {
  const connection = new Connection({ instanceUrl, accessToken: 'bench', version: '60.0' });
  const job = connection.bulk2.createJob({ operation: 'insert', object: 'Vehicle__c' });
  await job.open();
  await job.uploadData(await flatRecords());
  await job.close();
  await job.poll(100, 60_000);
  return job.getInfo().numberRecordsProcessed;
});
