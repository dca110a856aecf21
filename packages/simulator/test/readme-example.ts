import { DEFAULT_CLIENT, defineObject, startSimulator } from '@rowferry/simulator';

await using simulator = await startSimulator({
  definitions: [
    defineObject('Region', {
      name__c: { type: 'string', unique: true, required: true },
      open__c: { type: 'boolean', default: false },
    }),
  ],
  knobs: { rowBasis: 'first-line', foreignJobs: 2, foreignJobsMs: 5000 },
  faults: [{ on: 'upload', do: 'drop-answer', nth: 1 }],
});

const post = async (path: string, type: string, body: string, token?: string) => {
  const headers = { 'content-type': type, ...(token && { authorization: `Bearer ${token}` }) };
  const response = await fetch(simulator.url + path, { method: 'POST', headers, body });
  return JSON.parse(await response.text());
};

const { clientId, clientSecret } = DEFAULT_CLIENT;
const form = `grant_type=client_credentials&client_id=${clientId}&client_secret=${clientSecret}`;
const { access_token } = await post('/oauth/token', 'application/x-www-form-urlencoded', form);

const job = { operation: 'create', namespace: 'default', object: 'Region' };
const { Id } = await post('/objects/jobs', 'application/json', JSON.stringify(job), access_token);
const csv = 'name__c,open__c\nnorth,true\nsouth,maybe\n';
const lost = await post(`/objects/jobs/${Id}/files`, 'text/csv', csv, access_token).catch(
  () => 'lost',
);

while (simulator.tenant.jobs().at(-1)?.status === 'in_progress') {
  await new Promise((resolve) => setTimeout(resolve, 10));
}
const names = [...simulator.tenant.records('Region')].map(({ cells }) => cells['name__c']);
const [rejection] = simulator.tenant.rejections(Id);
export const output = [lost, names, rejection?.row, simulator.tenant.activeJobsPeak.overall];
