import Cursor from 'pg-cursor';
import type { Client } from './connect.ts';
import { sourceFailed } from './failure.ts';
import type { Statement } from './statement.ts';

/** The text of each column, in the order of the columns. */
export type Cells = (string | null)[];

export interface Field {
  readonly name: string;
  /** The OID of its type; of the type beneath, where that is a domain. */
  readonly dataTypeID: number;
}

/** Every value comes as the text that the server wrote. */
export const AS_TEXT: { getTypeParser: () => (text: string) => string } = {
  getTypeParser: () => (text: string) => text,
};

/** Rows that the server is asked for at once; its answer is not read faster than it is used. */
const FETCH_ROWS = 1024;

/** Where one batch of rows ends and the next begins: the same rows are always parted in the same way. */
export interface Limits {
  readonly rowsMax: number;
  readonly charactersMax: number;
}

/** Some rows in a row. */
export interface RowBatch {
  readonly fields: readonly Field[];
  readonly rows: Cells[];
}

/** The rows of a statement that runs; it runs ahead by one batch, then waits until that is taken. */
export interface Rows {
  /** The next batch; nothing behind the last. Rejects at once where the connection is lost. */
  next(): Promise<RowBatch | undefined>;
  /** Whether the server may still be at work on them. */
  readonly isRunning: boolean;
}

/** Starts a statement. */
export function readRows(
  client: Client,
  { text, values }: Statement,
  { rowsMax, charactersMax }: Limits,
): Rows {
  const cursor = new Cursor<Cells>(text, [...values], { rowMode: 'array', types: AS_TEXT });
  const ready: RowBatch[] = [];
  let filling: Cells[] = [];
  let characters = 0;
  let fields: readonly Field[] = [];
  let isDone = false;
  let failure: { error: unknown } | undefined;
  let wake = () => {};

  const cut = () => {
    if (filling.length > 0) ready.push({ fields, rows: filling });
    filling = [];
    characters = 0;
    wake();
  };
  const fail = (error: unknown) => {
    failure ??= { error };
    wake();
  };
  cursor.on('row', (row: Cells, result: { fields: Field[] }) => {
    fields = result.fields;
    // Emptied, since the cursor keeps all rows of a fetch.
    const cells = row.splice(0);
    for (const cell of cells) characters += cell?.length ?? 0;
    filling.push(cells);
    if (filling.length < rowsMax && characters < charactersMax) return;
    client.connection.stream.pause();
    cut();
  });
  // Without these, data that is no row would be an error that nobody can catch.
  const failCopy = () => fail(sourceFailed('COPY gives no rows; read what it reads'));
  Object.assign(cursor, { handleCopyData: failCopy, handleCopyInResponse: failCopy });
  // The cursor answers a farewell, and that fails if the server is gone: what it said comes first.
  cursor.on('error', fail);
  client.on('error', fail);
  client.on('end', () => fail(new Error('the server closed it')));

  const fetchAll = async () => {
    client.query(cursor);
    while ((await cursor.read(FETCH_ROWS)).length === FETCH_ROWS);
    isDone = true;
    cut();
  };
  fetchAll().catch(fail);

  return {
    async next() {
      while (ready.length === 0 && !isDone && failure === undefined) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      if (!isDone && failure !== undefined) throw failure.error;
      const batch = ready.shift();
      if (ready.length === 0) client.connection.stream.resume();
      return batch;
    },
    get isRunning() {
      return !isDone && failure === undefined;
    },
  };
}
