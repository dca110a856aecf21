import { parse } from 'csv-parse/sync';

/** A row of a file, by column. */
export type Row = Readonly<Record<string, string>>;

/** What became of a row of a job. */
export interface RowFate {
  readonly row: Row;
  readonly outcome: 'stored' | 'refused' | 'unprocessed';
}

/** A job in the books of the other tenant, in its own words. */
export interface BooksJob {
  readonly id: string;
  readonly key: string;
  readonly operation: string;
  readonly by: string;
  readonly openedAt: number;
  state: 'OPEN' | 'RUNNING' | 'DONE' | 'BROKEN' | 'ABORTED';
  endsAt: number;
  fates: readonly RowFate[];
  /** Rows that the list of the job leaves out. */
  hidden: number;
}

/** How the other tenant works. */
export interface BooksOptions {
  now(): number;
  /** How long a job takes, in milliseconds. */
  readonly tookMs: (job: number) => number;
  /** After how many rows a job breaks off; `undefined`: never. */
  readonly breaksAt: (job: number) => number | undefined;
  /** How many rows the list of a job leaves out. */
  readonly hides: (job: number) => number;
}

/** Jobs that may be unfinished at the same time. */
export const ACTIVE_MAX = 12;

/** Everything that the other tenant knows: a test compares verdicts with it. */
export class Books {
  readonly jobs = new Map<string, BooksJob>();
  /** Rows that were created, in order. */
  readonly created: Row[] = [];
  /** Rows that were upserted, by `sku`. */
  readonly upserted = new Map<string, Row>();
  activePeak = 0;
  readonly #options: BooksOptions;

  constructor(options: BooksOptions) {
    this.#options = options;
  }

  get active(): number {
    return [...this.jobs.keys()].filter((id) => /OPEN|RUNNING/.test(this.job(id)?.state ?? ''))
      .length;
  }

  /** The job as it is now. */
  job(id: string): BooksJob | undefined {
    const job = this.jobs.get(id);
    if (job?.state === 'RUNNING' && this.#options.now() >= job.endsAt) {
      const isWhole = job.fates.every(({ outcome }) => outcome !== 'unprocessed');
      job.state = isWhole ? 'DONE' : 'BROKEN';
    }
    return job;
  }

  /** Opens a job; a key that was used before opens none. */
  open(key: string, operation: string, by: string): BooksJob {
    const known = [...this.jobs.values()].find((job) => job.key === key);
    if (known !== undefined) return known;
    const id = `batch-${this.jobs.size + 1}`;
    const job: BooksJob = {
      ...{ id, key, operation, by, openedAt: this.#options.now(), state: 'OPEN' },
      ...{ endsAt: Number.POSITIVE_INFINITY, fates: [], hidden: 0 },
    };
    this.jobs.set(id, job);
    this.activePeak = Math.max(this.activePeak, this.active);
    return job;
  }

  /** Takes the file of a job: rows whose `bad` is not empty are refused. */
  take(job: BooksJob, csv: string): void {
    const number = this.jobs.size;
    const rows = parse(csv, { columns: true }) as Row[];
    const end = this.#options.breaksAt(number) ?? rows.length;
    job.fates = rows.map((row, index) => ({ row, outcome: this.#fateOf(job, row, index < end) }));
    job.hidden = this.#options.hides(number);
    job.state = 'RUNNING';
    job.endsAt = this.#options.now() + this.#options.tookMs(number);
  }

  #fateOf({ operation }: BooksJob, row: Row, isReached: boolean): RowFate['outcome'] {
    if (!isReached) return 'unprocessed';
    if (row['bad'] !== '') return 'refused';
    if (operation === 'upsert') this.upserted.set(row['sku'] ?? '', row);
    else this.created.push(row);
    return 'stored';
  }
}
