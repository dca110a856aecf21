import type { LoginBook } from './auth/login.ts';
import type { DefinitionBook } from './definitions/book.ts';
import type { JobRegister } from './jobs/register.ts';
import type { Knobs } from './knobs/table.ts';
import type { Stamps } from './stamps.ts';
import type { Timers, World } from './world.ts';

/** What the parts of one tenant share. */
export interface TenantParts {
  readonly world: World;
  readonly timers: Timers;
  readonly knobs: Knobs;
  readonly logins: LoginBook;
  readonly stamps: Stamps;
  readonly definitions: DefinitionBook;
  readonly jobs: JobRegister;
  /** Jobs that a knob has made fail or has cancelled so far. */
  readonly tally: { failed: number; cancelled: number; hidden: number };
  /** Ids of Zuora's own objects that relations may name; an object that is absent has them all. */
  readonly standardIds: Readonly<Record<string, ReadonlySet<string>>>;
}
