import { createReadStream } from 'node:fs';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { UploadFile } from '@rowferry/core';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { zuoraClient } from './client.ts';
import { rejection, serve, serveRaw } from './local-server.fixture.ts';

const STARTED = { Id: 'j1', status: 'in_progress' };

/** A file of `count` blocks, and a record of whether it is open. */
function fileOf(count: number, block = Buffer.alloc(50_000, 'x')) {
  const state = { opened: 0, open: 0, read: 0 };
  const file: UploadFile = {
    sizeBytes: count * block.length,
    async *open() {
      state.opened += 1;
      state.open += 1;
      try {
        for (let index = 0; index < count; index += 1) {
          state.read += 1;
          yield block;
        }
      } finally {
        state.open -= 1;
      }
    },
  };
  return { file, state };
}

function jobsAt(baseUrl: string, gzip = false) {
  return zuoraClient({ baseUrl, token: 'token-1', gzip }).jobs;
}

describe('upload', () => {
  it('sends the file from disk unchanged, with its type and length', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'rowferry-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const path = join(folder, 'vehicles.csv');
    await writeFile(path, `vin__c\n${'é"\n'.repeat(100_000)}`);
    const { size } = await stat(path);
    const { baseUrl, received } = await serve(() => ({ body: STARTED }));
    const file = { sizeBytes: size, open: () => createReadStream(path) };
    expect(await jobsAt(baseUrl).upload('j1', file)).toEqual(expect.objectContaining({ id: 'j1' }));
    const [request] = received;
    expect(request).toMatchObject({ method: 'POST', path: '/objects/jobs/j1/files' });
    expect(request?.headers).toMatchObject({
      'content-type': 'text/csv',
      'content-length': String(size),
    });
    expect(request?.headers['content-encoding']).toBeUndefined();
    expect(request?.body.toString()).toBe(`vin__c\n${'é"\n'.repeat(100_000)}`);
  });

  it('sends a compressed file that decompresses to the same bytes', async () => {
    const { baseUrl, received } = await serve(() => ({ body: STARTED }));
    const jobs = jobsAt(baseUrl, true);
    const blocks = fc.array(fc.uint8Array({ minLength: 1, maxLength: 5000 }), { maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(blocks, async (blocks) => {
        const bytes = Buffer.concat(blocks);
        await jobs.upload('j1', {
          sizeBytes: bytes.length,
          async *open() {
            yield* blocks;
          },
        });
        const request = received.pop();
        expect(request?.headers).toMatchObject({
          'content-encoding': 'gzip',
          'content-length': String(request?.body.length),
        });
        expect(gunzipSync(request?.body ?? '').equals(bytes)).toBe(true);
      }),
      { numRuns: 40 },
    );
  });
});

describe('an upload that fails', () => {
  it.each([true, false])('reports an early refusal and closes the file; gzip: %s', async (gzip) => {
    const body = JSON.stringify({ code: 71013620, message: 'Bad Request' });
    const baseUrl = await serveRaw((_, response) => {
      response.writeHead(413, { connection: 'close' });
      response.end(body);
    });
    const noise = Buffer.from(Array.from({ length: 50_000 }, () => Math.random() * 256));
    const { file, state } = fileOf(300, noise);
    const error = await rejection(jobsAt(baseUrl, gzip).upload('j1', file));
    expect(error).toMatchObject({ failure: { answer: 'refused', status: 413, apiCode: 71013620 } });
    // A file is compressed before it is sent, so that its length is known.
    expect(state.read < 300).toBe(!gzip);
    await expect.poll(() => state.open).toBe(0);
  });

  it('is lost if the connection breaks meanwhile, and closes the file', async () => {
    const baseUrl = await serveRaw((incoming) => {
      incoming.once('data', () => incoming.socket.destroy());
    });
    const { file, state } = fileOf(300);
    const error = await rejection(jobsAt(baseUrl).upload('j1', file));
    expect(error).toMatchObject({ failure: { answer: 'lost' } });
    await expect.poll(() => state.open).toBe(0);
  });

  it('before it is sent does not open the file', async () => {
    const { file, state } = fileOf(3);
    const error = await rejection(jobsAt('http://127.0.0.1:1').upload('j1', file));
    expect(error).toMatchObject({ failure: { answer: 'unsent' } });
    expect(state.opened).toBe(0);
  });
});

describe('an upload that the client ends', () => {
  it('ends with the abort, and closes the file', async () => {
    const abort = new AbortController();
    const baseUrl = await serveRaw((incoming) => {
      incoming.once('data', () => abort.abort('stop'));
    });
    const { file, state } = fileOf(300);
    expect(await rejection(jobsAt(baseUrl).upload('j1', file, { signal: abort.signal }))).toBe(
      'stop',
    );
    await expect.poll(() => state.open).toBe(0);
  });

  it.each([true, false])("rejects with the file's own error; gzip: %s", async (gzip) => {
    const { baseUrl, received } = await serve(() => ({ body: STARTED }));
    const broken = new Error('disk');
    const file: UploadFile = {
      sizeBytes: 100_000,
      async *open() {
        yield Buffer.alloc(50_000);
        throw broken;
      },
    };
    expect(await rejection(jobsAt(baseUrl, gzip).upload('j1', file))).toBe(broken);
    const missing = { sizeBytes: 1, open: () => createReadStream('/nowhere/at-all.csv') };
    expect(await rejection(jobsAt(baseUrl, gzip).upload('j1', missing))).toMatchObject({
      code: 'ENOENT',
    });
    expect(received).toEqual([]);
  });

  it('is lost if the file is shorter than `sizeBytes`', async () => {
    const { baseUrl } = await serve(() => ({ body: STARTED }));
    const { file } = fileOf(2);
    const error = await rejection(jobsAt(baseUrl).upload('j1', { ...file, sizeBytes: 200_000 }));
    expect(error).toMatchObject({ failure: { answer: 'lost' } });
  });
});
