import type { LoginRegister } from './auth/login.ts';
import type { Knobs } from './knobs/table.ts';
import { dashed } from './random.ts';

/** Formats the dates and user ids of answers: the documentation's samples show two forms of each. */
export interface Stamps {
  date(at: number): string;
  user(login: number): string;
}

export function createStamps(knobs: Knobs, logins: LoginRegister): Stamps {
  let dates = 0;
  let users = 0;
  return {
    date(at) {
      const text = new Date(at).toISOString();
      const inSeconds =
        knobs.dateForm === 'seconds' || (knobs.dateForm === 'mixed' && dates++ % 2 === 1);
      return inSeconds ? `${text.slice(0, 19)}Z` : text;
    },
    user(login) {
      const { userId } = logins.at(login);
      const plain =
        knobs.userIdForm === 'plain' || (knobs.userIdForm === 'mixed' && users++ % 2 === 1);
      const uuid = dashed(userId);
      return plain ? uuid.replaceAll('-', '') : uuid;
    },
  };
}
