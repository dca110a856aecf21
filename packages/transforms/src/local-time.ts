import type { DateTime } from 'luxon';
import { localTimeOf } from './date-format.ts';

/** The moment at which the clocks of a zone first showed this time. Throws if they skipped it. */
export function inZone(time: DateTime, zone: string, field: string): DateTime {
  const moment = time.setZone(zone, { keepLocalTime: true });
  if (localTimeOf(moment) !== localTimeOf(time)) {
    throw new Error(`\`${field}\` is a time that the clocks of ${zone} skipped`);
  }
  const [first = moment, second = first] = moment.getPossibleOffsets();
  return first.toMillis() <= second.toMillis() ? first : second;
}
