// A connection to a server at the speed of a link: what a client sends passes at so many bits a second, on all
// connections together. Answers are not slowed down.
import { connect, createServer } from 'node:net';
import { Transform } from 'node:stream';
import { setTimeout } from 'node:timers/promises';

const [url, megabits] = process.argv.slice(2);
const bytesPerMs = (Number(megabits) * 1e6) / 8 / 1000;
let freeAt = performance.now();

function slowed() {
  return new Transform({
    async transform(block, _, done) {
      freeAt = Math.max(freeAt, performance.now()) + block.length / bytesPerMs;
      await setTimeout(freeAt - performance.now());
      done(null, block);
    },
  });
}

const { hostname, port } = new URL(url);
const server = createServer((client) => {
  const upstream = connect(Number(port), hostname);
  for (const socket of [client, upstream]) {
    socket.on('error', () => {
      client.destroy();
      upstream.destroy();
    });
  }
  client.pipe(slowed()).pipe(upstream).pipe(client);
});
server.listen(0, '127.0.0.1', () => process.send(`http://127.0.0.1:${server.address().port}`));
