// The routes of Salesforce's Bulk API 2.0 that a loader uses: create a job, take its file, close it, and answer that it
// is complete. The rows are counted as line breaks outside of quotes.
import { createServer } from 'node:http';

const QUOTE = 34;
const LINE_BREAK = 10;
let numberRecordsProcessed = 0;

const job = (state) => ({ id: '750x', object: 'Vehicle__c', state, numberRecordsProcessed });

async function countRows(request) {
  let isQuoted = false;
  let lines = 0;
  let last = LINE_BREAK;
  for await (const block of request) {
    for (const byte of block) {
      if (byte === QUOTE) isQuoted = !isQuoted;
      else if (byte === LINE_BREAK && !isQuoted) lines++;
      last = byte;
    }
  }
  return lines + (last === LINE_BREAK ? 0 : 1) - 1;
}

const server = createServer(async (request, response) => {
  const answer = (status, body) =>
    response
      .writeHead(status, { 'Content-Type': 'application/json' })
      .end(body && JSON.stringify(body));
  if (request.method === 'PUT') {
    numberRecordsProcessed = await countRows(request);
    answer(201);
    return;
  }
  request.resume();
  if (request.method === 'POST') answer(200, job('Open'));
  else if (request.method === 'PATCH') answer(200, job('UploadComplete'));
  else answer(200, job('JobComplete'));
});
server.listen(0, '127.0.0.1', () => process.send(`http://127.0.0.1:${server.address().port}`));
