import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Source, SourceRecord } from '@rowferry/core';
import { openFiles, sourceConformance } from '@rowferry/testkit';
import { afterAll, test } from 'vitest';
import { PATIENCE_MS } from '../world/until.ts';
import { bytesReadIn } from './bytes-read.ts';

/** The properties of a source of files. */
export interface FileSource {
  /** The file with all of {@link RECORDS}, as text or compressed. */
  readonly content: string | Uint8Array;
  readonly fileName: string;
  open(path: string): Source;
  /** The names that the source knows before it reads. */
  readonly fields?: readonly string[];
  /** The places that the source reports for the records of the file at `path`. */
  placesIn(path: string): readonly string[];
  /** How many bytes of the file it may have read when it has yielded one batch. */
  readonly aheadBytesMax: number;
}

/** So many and so long that no source can have all of them in memory at once. */
export const RECORDS: readonly SourceRecord[] = Array.from({ length: 2_000 }, (_, n) => ({
  id: String(n),
  name: n % 7 === 0 ? `Zoë "№ ${n}", Ltd` : `name ${n}`,
  notes: 'x'.repeat(400 + (n % 50)),
}));

/** Tests a source of files against every rule. It counts the files that the process has open. */
export function fileSourceConformance(subject: FileSource): void {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'rowferry-conformance-')));
  afterAll(() => rmSync(folder, { recursive: true }));
  const path = join(folder, subject.fileName);
  writeFileSync(path, subject.content);
  const cutShort = join(folder, 'cut-short.gz');
  const { content } = subject;
  const packed = typeof content === 'string' ? gzipSync(content, { level: 0 }) : content;
  writeFileSync(cutShort, packed.subarray(0, packed.length / 2));
  const held = openFiles(folder);
  sourceConformance({
    test,
    source: () => subject.open(path),
    records: RECORDS,
    fields: subject.fields,
    places: subject.placesIn(path),
    failing: () => subject.open(cutShort),
    held,
    ...(held && { ahead: { taken: () => bytesReadIn(folder), max: subject.aheadBytesMax } }),
    patienceMs: PATIENCE_MS,
  });
}
