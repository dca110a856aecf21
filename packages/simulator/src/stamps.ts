import type { LoginBook } from './auth/login.ts';
import type { Knobs } from './knobs/table.ts';
import { dashed } from './random.ts';

/** How dates and user ids look in answers: samples show both forms of each. */
export interface Stamps {
  date(at: number): string;
  user(login: number): string;
}

export function createStamps(knobs: Knobs, logins: LoginBook): Stamps {
  let dates = 0;
  let users = 0;
  return {
    date(at) {
      const text = new Date(at).toISOString();
      const cut = knobs.dateForm === 'seconds' || (knobs.dateForm === 'mixed' && dates++ % 2 === 1);
      return cut ? `${text.slice(0, 19)}Z` : text;
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
