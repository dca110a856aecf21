// Runs a command with a legacy API on this machine:
// node legacy-api.mjs npx rowferry run vehicles.yaml
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';

const TOKEN = 'legacy-secret';

/** Two vehicles per page. The JSON is text, because JavaScript would round the ids. */
const PAGES = {
  '': `{"meta": {"total": 6, "next": "c7"}, "data": {"items": [
    {"id": 9007199254740993, "vin": "WVWZZZ1KZAW000401", "brand": {"name": "Volkswagen"}, "year": 2010},
    {"id": 9007199254740995, "vin": "VF1BB0C0F12345402", "brand": {"name": "Renault"}, "year": 2012}]}}`,
  c7: `{"meta": {"total": 6, "next": "c9"}, "data": {"items": [
    {"id": 9007199254740997, "vin": "YV1RS53D212345403", "brand": {"name": "Volvo"}, "year": 2001},
    {"id": 9007199254740999, "vin": "JTDBT923X71234404", "brand": null, "year": 2007}]}}`,
  c9: `{"meta": {"total": 6, "next": null}, "data": {"items": [
    {"id": 9007199254741001, "vin": "ZFA31200000123405", "brand": {"name": "Fiat"}, "year": 2009},
    {"id": 9007199254741003, "vin": "SALLAAA146A123406", "brand": {"name": "Land Rover"}, "year": 2006}]}}`,
};

let isBusy = true;
const server = createServer(({ url, headers }, response) => {
  if (headers.authorization !== `Bearer ${TOKEN}`) return response.writeHead(401).end();
  const after = new URL(url, 'http://legacy').searchParams.get('after') ?? '';
  if (after === 'c7' && isBusy) {
    isBusy = false;
    return response.writeHead(429, { 'retry-after': '1' }).end();
  }
  return response.writeHead(200, { 'content-type': 'application/json' }).end(PAGES[after]);
});
await once(server.listen(0, '127.0.0.1'), 'listening');

const [command, ...words] = process.argv.slice(2);
const env = {
  ...process.env,
  LEGACY_URL: `http://127.0.0.1:${server.address().port}`,
  LEGACY_TOKEN: TOKEN,
};
const [code] = await once(spawn(command, words, { env, stdio: 'inherit' }), 'exit');
server.close();
process.exitCode = code;
