/** The JSON of the records of a batch, each on one line. It must stay as it is until the next batch is asked for. */
export interface JsonBytes {
  /** UTF-8. */
  readonly bytes: Uint8Array;
  /** Where the JSON of each record begins in `bytes`. */
  readonly starts: ArrayLike<number>;
  /** Where it ends. A record that has none begins and ends at the same place. */
  readonly ends: ArrayLike<number>;
}

const LINE_END = '\n';

/** The bytes of the JSON of each record of a batch; `undefined` for a record that has none. */
export function jsonBytes(texts: readonly (string | undefined)[]): JsonBytes {
  const starts: number[] = [];
  const ends: number[] = [];
  let at = 0;
  for (const text of texts) {
    starts.push(at);
    at += text === undefined ? 0 : Buffer.byteLength(text);
    ends.push(at);
    at += LINE_END.length;
  }
  const bytes = Buffer.from(texts.map((text) => `${text ?? ''}${LINE_END}`).join(''));
  return { bytes, starts, ends };
}

/** The JSON of record `index`; `undefined` if it has none. */
export function jsonTextOf(json: JsonBytes | undefined, index: number): string | undefined {
  const [start = 0, end = 0] = [json?.starts[index], json?.ends[index]];
  if (json === undefined || start === end) return undefined;
  return Buffer.from(json.bytes.subarray(start, end)).toString();
}
