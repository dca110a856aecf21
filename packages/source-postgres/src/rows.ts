import Cursor from 'pg-cursor';
import type { Client } from './client.ts';
import { sourceFailed } from './failure.ts';
import type { Statement } from './statement.ts';

/** The text of each column, in the order of the columns. */
export type Cells = (string | null)[];

export interface Field {
  readonly name: string;
  /** The OID of its type; for a domain, that of the underlying type. */
  readonly dataTypeID: number;
}

/** Returns every value as the text that the server sent. */
export const AS_TEXT: { getTypeParser: () => (text: string) => string } = {
  getTypeParser: () => (text: string) => text,
};

/** The number of rows per fetch. The answer is not read faster than the rows are used. */
const FETCH_ROWS = 4096;

/** The largest batch of rows. The same rows are always split into the same batches. */
export interface Limits {
  readonly rowsMax: number;
  readonly charactersMax: number;
}

/** Some consecutive rows. */
export interface RowBatch {
  readonly fields: readonly Field[];
  readonly rows: Cells[];
}

/** The rows of a running statement. It reads ahead by one batch, then waits until that batch is taken. */
export interface Rows {
  /** The next batch; `undefined` after the last. Rejects at once if the connection is lost. */
  next(): Promise<RowBatch | undefined>;
  /** Whether the server may still be running the statement. */
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

  const flush = () => {
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
    // Empties the row to save memory: the cursor keeps all rows of a fetch.
    const cells = row.splice(0);
    for (const cell of cells) characters += cell?.length ?? 0;
    filling.push(cells);
    if (filling.length < rowsMax && characters < charactersMax) return;
    client.connection.stream.pause();
    flush();
  });
  // Without these handlers, COPY data would cause an error that cannot be caught.
  const failCopy = () =>
    fail(sourceFailed('COPY returns no rows; read its table or query instead'));
  Object.assign(cursor, { handleCopyData: failCopy, handleCopyInResponse: failCopy });
  // `fail` keeps the first error, which is that of the server. If the server is gone, the cursor's reply to
  // that error fails as well.
  cursor.on('error', fail);
  client.on('error', fail);
  client.on('end', () => fail(new Error('the server closed it')));

  const fetchAll = async () => {
    client.query(cursor);
    while ((await cursor.read(FETCH_ROWS)).length === FETCH_ROWS);
    isDone = true;
    flush();
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
