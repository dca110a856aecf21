import { createServer, type Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { describe, expect, it, onTestFinished } from 'vitest';
import { failedRead, readAll, recordsOf } from './local-server.fixture.ts';

const limits = { attemptsMax: 3 };

/** A TCP server that answers each request with these bytes. */
async function serveBytes(answer: (socket: Socket, request: number) => void): Promise<string> {
  let requests = 0;
  const raw = createServer((socket) => {
    socket.on('error', () => {});
    socket.on('data', () => answer(socket, ++requests));
  });
  await new Promise<void>((resolve) => raw.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    raw.close();
  });
  const address = raw.address();
  if (address === null || typeof address === 'string') throw new Error('Expected a port');
  return `http://127.0.0.1:${address.port}/items`;
}

function head(...headers: readonly string[]): string {
  return ['HTTP/1.1 200 OK', 'content-type: application/json', ...headers, '', ''].join('\r\n');
}

describe('an answer that breaks off', () => {
  const whole = JSON.stringify(Array.from({ length: 9 }, (_, n) => ({ n })));

  it.each([
    ['a closed connection', [head('transfer-encoding: chunked'), '5\r\n[{"n"\r\n']],
    ['a length that is too long', [head('content-length: 999'), whole]],
    ['a length that is too short', [head('content-length: 20'), whole]],
    ['an end without the closing bracket', [head('content-length: 9'), '[{"n":0},']],
    ['the end of the connection only', [head(), whole.slice(0, 30)]],
    ['nothing at all', [head('content-length: 0')]],
    ['no head', ['HTTP/1.1 ']],
    ['half of gzip', [head('content-encoding: gzip'), gzipSync(whole).subarray(0, 30)]],
    ['half of brotli', [head('content-encoding: br'), Buffer.from([0x0b, 0x10, 0x80])]],
    ['broken gzip', [head('content-encoding: gzip'), Buffer.from('no gzip at all')]],
  ])('with %s is requested again, then is an error', async (_, pieces) => {
    const broken = await serveBytes((socket) => {
      for (const piece of pieces) socket.write(piece);
      socket.end();
    });
    const { error } = await failedRead({ url: broken, ...limits });
    expect(error).toHaveProperty('code', 'SOURCE_UNREACHABLE');
    expect(error.message).toMatch(
      /items (breaks off|does not answer).* it was tried 3 times: check/,
    );

    const recovering = await serveBytes((socket, request) => {
      if (request > 2) socket.write(`${head(`content-length: ${whole.length}`)}${whole}`);
      else for (const piece of pieces) socket.write(piece);
      socket.end();
    });
    const batches = await readAll({ url: recovering, ...limits }, { batchRecordsMax: 2 });
    expect(recordsOf(batches)).toEqual(JSON.parse(whole));
  });

  it('in JSON lines, within a line, is requested again', async () => {
    const url = await serveBytes((socket, request) => {
      socket.end(`${head()}{"n":1}\n{"n":2}${request === 1 ? '\n{"n"' : ''}`);
    });
    expect(recordsOf(await readAll({ url, format: 'jsonl' }))).toEqual([{ n: 1 }, { n: 2 }]);
  });

  it('and is different when requested again is an error, not a mixture', async () => {
    const again = ['[{"n":1},{"n":9},{"n":3}]', '[{"n":1},{"n":2}]', '[{"n":1}]', '[]'];
    for (const text of again) {
      const url = await serveBytes((socket, request) => {
        if (request === 1) socket.end(`${head()}[{"n":1},{"n":2},{"n":3},{`);
        else socket.end(`${head()}${text}`);
      });
      const { batches, error } = await failedRead({ url }, { batchRecordsMax: 1 });
      expect(recordsOf(batches)).toEqual([{ n: 1 }, { n: 2 }]);
      expect(error.message).toMatch(/items changed while it was read: it broke off, and began/);
    }
  });

  it('again and again is requested as long as there is progress', async () => {
    const url = await serveBytes((socket, request) => {
      if (request > 6) socket.end(`${head(`content-length: ${whole.length}`)}${whole}`);
      else socket.end(`${head()}${whole.slice(0, 9 * request + 2)}`);
    });
    const tight = { attemptsMax: 2, retryDeadlineSeconds: 0.4 };
    const batches = await readAll({ url, ...tight }, { batchRecordsMax: 1 });
    expect(recordsOf(batches)).toEqual(JSON.parse(whole));
  });

  it('because it stalls is requested again', async () => {
    const url = await serveBytes((socket, request) => {
      socket.write(`${head('content-length: 17')}[{"n":1},`);
      if (request > 1) socket.write('{"n":2}]');
    });
    const batches = await readAll({ url, timeoutSeconds: 1 }, { batchRecordsMax: 1 });
    expect(recordsOf(batches)).toEqual([{ n: 1 }, { n: 2 }]);
    const silent = await serveBytes(() => {});
    const { error } = await failedRead({ url: silent, timeoutSeconds: 0.2, attemptsMax: 1 });
    expect(error.message).toContain('does not answer (UND_ERR_HEADERS_TIMEOUT); it was tried once');
  });
});
