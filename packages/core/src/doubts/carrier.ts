/** A job that carried a row: it may have stored it. */
export interface Carrier {
  readonly job: string;
  /** As the target wrote it; with or without milliseconds. */
  readonly createdDate?: string;
  readonly createdById?: string;
  /** The target's clock when the job was seen over, in milliseconds since 1970. */
  readonly endedAt: number;
}
