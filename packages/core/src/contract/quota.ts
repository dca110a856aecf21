/** What an answer says of the requests that the target still allows. */
export interface Quota {
  /** Requests that are left in the period that is used up first. */
  readonly remaining: number;
  /** How long until that period is over and its requests are new, in milliseconds. */
  readonly resetMs: number;
  /** How many requests the target allows in each period, whoever sends them. Empty if the answer does not say it. */
  readonly limits: readonly QuotaLimit[];
}

export interface QuotaLimit {
  readonly requests: number;
  /** In milliseconds: a minute, an hour, a day. */
  readonly periodMs: number;
}
