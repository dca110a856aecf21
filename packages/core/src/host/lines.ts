/** The lines of a file of ours, without their LF, some at a time. Only whole lines are given. */
export async function* linesOf(blocks: AsyncIterable<Uint8Array>): AsyncGenerator<string[]> {
  let torn: Uint8Array[] = [];
  for await (const block of blocks) {
    const end = block.lastIndexOf(0x0a);
    if (end === -1) {
      torn.push(block);
      continue;
    }
    const whole = Buffer.concat([...torn, block.subarray(0, end)]);
    torn = end + 1 < block.length ? [block.subarray(end + 1)] : [];
    yield whole.toString().split('\n');
  }
}
