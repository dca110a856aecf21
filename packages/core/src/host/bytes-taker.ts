/** Takes bytes from blocks, as many as are asked for. */
export interface BytesTaker {
  /** The next `count` bytes; `undefined` if there are fewer. */
  take(count: number): Promise<Buffer | undefined>;
  close(): Promise<void>;
}

export function bytesTaker(blocks: AsyncIterable<Uint8Array>): BytesTaker {
  const iterator = blocks[Symbol.asyncIterator]();
  let waiting: Buffer = Buffer.alloc(0);
  return {
    async take(count) {
      const parts = [waiting];
      let has = waiting.length;
      while (has < count) {
        const { value, done } = await iterator.next();
        if (done) return undefined;
        const block = value as Uint8Array;
        parts.push(Buffer.from(block.buffer, block.byteOffset, block.length));
        has += block.length;
      }
      const all = parts.length === 1 ? waiting : Buffer.concat(parts, has);
      waiting = all.subarray(count);
      return all.subarray(0, count);
    },
    async close() {
      await iterator.return?.();
    },
  };
}
