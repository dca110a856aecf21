/**
 * Unfinished jobs that a tenant allows at one time, no matter who started them. `accepted`, `pending` and
 * `in_progress` all count. Source: Zuora API reference, "Create a custom object bulk job".
 */
export const ACTIVE_JOBS_MAX = 5;

/**
 * Bytes of one uploaded CSV file. Zuora's API reference says 15 MB ("Upload a file for a custom
 * object bulk job"), but not which kind of MB: this is the smaller one.
 */
export const FILE_BYTES_MAX = 15_000_000;

/** Jobs per page. Source: Zuora API reference, "List custom object bulk jobs", `pageSize`. */
export const JOBS_PAGE_SIZE_MAX = 100;

/** Records per page. Source: Zuora API reference, "List records for a custom object", `pageSize`. */
export const RECORDS_PAGE_SIZE_MAX = 1000;

/** Bytes of a look-up's URL. Zuora documents no limit; servers commonly accept 8,000. */
export const URL_BYTES_MAX = 8000;

/**
 * How long to wait for an answer to begin or to continue, in milliseconds. Zuora ends every request
 * after 120 s (developer.zuora.com, guide "Requests and responses"); the rest is for the network.
 */
export const ANSWER_TIMEOUT_MS = 150_000;

/** Bytes that are read of an answer whose status is not 2xx; the rest of its body is dropped. */
export const REFUSAL_BYTES_MAX = 65_536;
