/** One protection, switched off in the source text, and the property that must notice. */
export interface Sabotage {
  readonly name: string;
  readonly file: string;
  /** Stands exactly once in the file. */
  readonly find: string;
  readonly replace: string;
  readonly noticedBy: string;
}

export const SABOTAGES: readonly Sabotage[] = [
  {
    name: 'the echo check',
    file: 'packages/core/src/merging/error-list.ts',
    find: 'const isEvidence = ',
    replace: 'const isEvidence = false && ',
    noticedBy: 'test/properties/merge.test.ts',
  },
  {
    name: 'the byte limit',
    file: 'packages/core/src/chunks/stretch.ts',
    find: 'if (Buffer.byteLength(text) > this.#roomBytes) return false;',
    replace: '',
    noticedBy: 'test/properties/chunks.test.ts',
  },
  {
    name: 'the row offset',
    file: 'packages/core/src/merging/readings.ts',
    find: '? number - 2 :',
    replace: '? number - 3 :',
    noticedBy: 'test/properties/merge.test.ts',
  },
];
