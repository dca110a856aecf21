/** The lines of a file, without their LF, several at a time. A last line without LF is left out. */
export async function* linesOf(blocks: AsyncIterable<Uint8Array>): AsyncGenerator<string[]> {
  let partial: Uint8Array[] = [];
  for await (const block of blocks) {
    const end = block.lastIndexOf(0x0a);
    if (end === -1) {
      partial.push(block);
      continue;
    }
    const whole = Buffer.concat([...partial, block.subarray(0, end)]);
    partial = end + 1 < block.length ? [block.subarray(end + 1)] : [];
    yield whole.toString().split('\n');
  }
}
