import { chanceFrom } from '../crash/chance.ts';
import { type KilledRun, killedRun } from '../crash/kills.ts';
import { startPostgres } from './server.ts';

/** Enough for more than one fetch of the source and several of its batches. */
const ROWS = 1500;

/** How the rows are read, and whether rows in doubt can be settled. */
export interface Reading {
  readonly isOrdered: boolean;
  readonly hasKey: boolean;
}

export const READINGS: readonly Reading[] = [true, false].flatMap((isOrdered) =>
  [true, false].map((hasKey) => ({ isOrdered, hasKey })),
);

/** A PostgreSQL table that does not change. Runs that read it are killed. */
export interface KilledReads extends AsyncDisposable {
  /** Resolves once the run has no connection to the server left. */
  run(seed: number, deathsMax: number, reading: Reading): Promise<KilledRun>;
}

export async function startKilledReads(): Promise<KilledReads> {
  const server = await startPostgres({ settings: ['max_connections = 100'] });
  await server.query(`CREATE TABLE vehicles (n int PRIMARY KEY, vin text, brand text, notes text);
    INSERT INTO vehicles
    SELECT n, 'VIN' || n, CASE WHEN n % 10 <> 3 THEN 'Volvo' END, E'one\\n"' || n || '"'
    FROM generate_series(0, ${ROWS - 1}) AS n`);
  return {
    async run(seed, deathsMax, { isOrdered, hasKey }) {
      const name = `run-${seed}`;
      const ordered = { orderBy: 'n', partitions: chanceFrom(seed).pick([1, 3]) };
      const postgres = {
        connection: server.uri({ application_name: name }),
        table: 'vehicles',
        ...(isOrdered && ordered),
      };
      const killed = await killedRun(seed, deathsMax, { records: ROWS, hasKey, postgres });
      await server.quiet(name);
      return killed;
    },
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}
