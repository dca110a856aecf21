import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { RowferryError, Unreadable } from '@rowferry/core';

const LINE_FEED = 0x0a;

/**
 * Reads a mainframe file: one record per line, in Latin-1, each field at fixed columns. For each field,
 * `fields` says at which column it begins, counted from 1, and how many characters it has.
 */
export function fixedWidth({ path, fields }, { base = '.' } = {}) {
  if (typeof path !== 'string') throw new TypeError('fixedWidth: `path`: expected a path');
  const layout = Object.entries(fields ?? {});
  const width = Math.max(...layout.map(([, { at, length }]) => at + length - 1));
  if (!(width > 0)) throw new TypeError('fixedWidth: `fields`: expected { at, length } for each');

  const recordOf = (line) => {
    if (line.length !== width) {
      const message = `the line has ${line.length} characters, not ${width}`;
      return new Unreadable('LINE_WIDTH', message, line);
    }
    return Object.fromEntries(
      layout.map(([name, { at, length }]) => [name, line.slice(at - 1, at - 1 + length).trimEnd()]),
    );
  };

  const batchOf = (bytes, from) => {
    const lines = bytes.toString('latin1').replace(/\n$/, '').split('\n');
    return {
      records: lines.map((line) => recordOf(line.replace(/\r$/, ''))),
      checkpoint: {
        ...from,
        offset: from.offset + bytes.length,
        line: from.line + lines.length,
      },
      locate: (index) => `${path}:${from.line + index + 1}`,
    };
  };

  return {
    name: 'fixed-width',
    async identity() {
      const { size, mtimeMs } = await stat(resolve(base, path));
      return `${path} ${size} ${mtimeMs}`;
    },
    async *read({ signal, checkpoint }) {
      signal.throwIfAborted();
      const file = resolve(base, path);
      try {
        // The part before a checkpoint is not read again, so only the size reveals another file.
        const { size } = await stat(file);
        let place = checkpoint ?? { offset: 0, line: 0, size };
        if (place.size !== size) {
          const message = `the size of ${path} has changed; restore the file, then resume`;
          throw new RowferryError('SOURCE_CHANGED', message);
        }
        let rest = Buffer.alloc(0);
        // Opened by the first pull; destroyed when the loop ends, and when the signal aborts.
        for await (const block of createReadStream(file, { start: place.offset, signal })) {
          const bytes = Buffer.concat([rest, block]);
          const end = bytes.lastIndexOf(LINE_FEED) + 1;
          rest = bytes.subarray(end);
          if (rest.length > 2 * width) throw new Error('a line does not end');
          if (end === 0) continue;
          const batch = batchOf(bytes.subarray(0, end), place);
          place = batch.checkpoint;
          yield batch;
        }
        if (rest.length > 0) yield batchOf(rest, place);
      } catch (cause) {
        signal.throwIfAborted();
        if (cause instanceof RowferryError) throw cause;
        const why = cause.code ?? cause.message;
        const message = `${path} cannot be read (${why}); check the file`;
        throw new RowferryError('SOURCE_FAILED', message, { cause });
      }
    },
  };
}
