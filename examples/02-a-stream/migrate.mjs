// Loads a stream of this program into Zuora. The program gets every verdict.
import { Readable } from 'node:stream';
import { migrate } from '@rowferry/core';
import { zuora } from '@rowferry/zuora';

const legacy = Readable.from([
  { vin: 'WVWZZZ1KZAW000001', make: 'Volkswagen', doors: 5n },
  { vin: 'VF1BB0C0F12345678', make: 'Renault', doors: 3n },
  { vin: 'WVWZZZ1KZAW000001', make: 'Volkswagen', doors: 5n },
  { vin: 'YV1RS53D212345678', make: null, doors: Number.NaN },
]);

const summary = await migrate(legacy, {
  columns: { vin__c: 'vin', brand__c: 'make', doors__c: 'doors' },
  target: zuora({
    baseUrl: process.env.ZUORA_BASE_URL,
    clientId: process.env.ZUORA_CLIENT_ID,
    clientSecret: process.env.ZUORA_CLIENT_SECRET,
    object: 'Vehicle',
    operation: 'create',
  }),
  plugins: [
    {
      name: 'watch',
      onVerdicts(verdicts) {
        for (const { position, outcome, ...rest } of verdicts) {
          const why = 'errors' in rest ? rest.errors.map((error) => error.message).join('; ') : '';
          console.log(position, outcome, why);
        }
      },
    },
  ],
});

console.log(summary.records);
