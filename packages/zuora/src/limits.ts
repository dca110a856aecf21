/**
 * Unfinished jobs that a tenant allows at one time, no matter who started them. `accepted`, `pending` and
 * `in_progress` all count (docs/zuora-api.md, section 4.1).
 */
export const ACTIVE_JOBS_MAX = 5;

/**
 * Bytes of one uploaded CSV file. Zuora says 15 MB, but not which kind of MB: this is the smaller one
 * (docs/zuora-api.md, sections 1.5 and 3).
 */
export const FILE_BYTES_MAX = 15_000_000;

/** Jobs per page (docs/zuora-api.md, section 1.3). */
export const JOBS_PAGE_SIZE_MAX = 100;

/** Records per page (docs/zuora-api.md, section 7.2). */
export const RECORDS_PAGE_SIZE_MAX = 1000;

/** Bytes of a look-up's URL. No limit is documented (docs/zuora-api.md, section 7.2); 8,000 are common. */
export const URL_BYTES_MAX = 8000;

/**
 * How long to wait for an answer to begin or to continue, in milliseconds. Zuora ends every request
 * after 120 s (docs/zuora-api.md, section 4.4); the rest is for the network.
 */
export const ANSWER_TIMEOUT_MS = 150_000;

/** Bytes that are read of an answer whose status is not 2xx; the rest of its body is dropped. */
export const REFUSAL_BYTES_MAX = 65_536;
