import { expectFormat, type FileToRead, sourceFailed } from '@rowferry/files';

const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);
const SPACE = ' ';

/**
 * The bytes of a document, with spaces in place of a byte order mark. Fails before the first one if the beginning
 * shows that there is no array at `path`.
 */
export async function* openDocument(
  { name, open }: FileToRead,
  path: string,
): AsyncGenerator<Buffer> {
  let isFirst = true;
  let isBlank = true;
  for await (const block of expectFormat('json', open(0, []), name)) {
    if (isFirst && block.subarray(0, BYTE_ORDER_MARK.length).equals(BYTE_ORDER_MARK)) {
      block.fill(SPACE, 0, BYTE_ORDER_MARK.length);
    }
    isFirst = false;
    const character = isBlank ? firstIn(block) : undefined;
    if (character !== undefined) {
      checkStart(character, name, path);
      isBlank = false;
    }
    yield block;
  }
  if (isBlank) throw empty(name);
}

function firstIn(block: Buffer): string | undefined {
  return /[^ \t\r\n]/.exec(block.toString('latin1'))?.[0];
}

function checkStart(first: string, name: string, path: string): void {
  if (first === '[' && path !== '') {
    throw sourceFailed(`${name} is an array, and not an object with \`${path}\`; omit \`records\``);
  }
  if (first === '{' && path === '') {
    throw sourceFailed(
      `${name} begins with an object instead of an array; set \`records\` to the path of the array in it, such as ` +
        '`data.items`, or read one record from each line with `use: jsonl`',
    );
  }
  if (first !== '[' && first !== '{') {
    throw sourceFailed(
      `${name} is not JSON with records: it begins with neither \`[\` nor \`{\`; name another file`,
    );
  }
}

function empty(name: string): Error {
  return sourceFailed(`${name} is empty; without records, JSON is \`[]\`: fetch the file again`);
}
