import type { LoginRegister } from './auth/login.ts';
import type { DefinitionRegister } from './definitions/register.ts';
import type { JobRegister } from './jobs/register.ts';
import type { Knobs } from './knobs/table.ts';
import type { Stamps } from './stamps.ts';
import type { Timers } from './timers.ts';
import type { World } from './world.ts';

/** The parts that the code of one tenant shares. */
export interface TenantParts {
  readonly world: World;
  readonly timers: Timers;
  readonly knobs: Knobs;
  readonly logins: LoginRegister;
  readonly stamps: Stamps;
  readonly definitions: DefinitionRegister;
  /** Zuora's own objects, which jobs and migrations take; they have no path of their own. */
  readonly standardObjects: DefinitionRegister;
  readonly jobs: JobRegister;
  /** How many jobs the knobs have failed, cancelled and hidden so far. */
  readonly tally: { failed: number; cancelled: number; hidden: number };
  /** Valid ids of Zuora's own objects, for relations; for an object without an entry, any id is valid. */
  readonly standardIds: Readonly<Record<string, ReadonlySet<string>>>;
}
