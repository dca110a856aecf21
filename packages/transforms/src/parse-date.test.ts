import fc from 'fast-check';
import { DateTime } from 'luxon';
import { describe, expect, it } from 'vitest';
import { type ParseDateOptions, parseDate } from './parse-date.ts';
import { transformed } from './transformed.fixture.ts';

const BERLIN = 'Europe/Berlin';

function parsed(options: Omit<ParseDateOptions, 'fields'>, d: unknown): unknown {
  return (transformed(parseDate({ fields: ['d'], ...options }), { d }) as { d: unknown }).d;
}

describe('parseDate', () => {
  it.each([
    ['dd.MM.yyyy', undefined, '31.01.2020', '2020-01-31'],
    ['MMM d yyyy', undefined, 'Jun 12 1998', '1998-06-12'],
    ['yyyyMMdd', undefined, 20200229, '2020-02-29'],
    ["d 'of' MMMM yyyy", undefined, '1 of March 2021', '2021-03-01'],
    ['yyyy-MM-dd HH:mm:ss', BERLIN, '2020-07-01 08:30:00', '2020-07-01T08:30:00+02:00'],
    ['yyyy-MM-dd HH:mm:ss.SSS', 'UTC', '2020-07-01 08:30:00.120', '2020-07-01T08:30:00.120Z'],
    ['M/d/yyyy h:mm a', 'America/New_York', '1/2/2020 3:04 PM', '2020-01-02T15:04:00-05:00'],
    ['dd.MM.yyyy HH:mm ZZ', undefined, '01.07.2020 08:30 +05:30', '2020-07-01T08:30:00+05:30'],
  ])('reads with the format %s, %s: %s', (format, zone, text, iso) => {
    expect(parsed({ format, zone }, text)).toBe(iso);
  });

  it.each([
    ['dd.MM.yyyy', '30.02.2020'],
    ['dd.MM.yyyy', '1.2.2020'],
    ['dd.MM.yyyy', '01.02.2020 '],
    ['dd.MM.yyyy', ''],
    ['dd.MM.yyyy', 'secret'],
    ['yyyyMMdd', true],
  ])('rejects with the format %s: %s', (format, text) => {
    expect(() => parsed({ format }, text)).toThrow(
      new RegExp(`^\`d\` does not match ${format.replaceAll('.', '\\.')}$`),
    );
  });

  it.each([
    ['d.M.yyyy h:mm a', '1.2.2020 13:00 AM'],
    ['d.M.yyyy h:mm a', '1.2.2020 15:00 pm'],
    ['d.M.yyyy h:mm a', '1.2.2020 0:30 PM'],
    ['d.M.yy', '1.2.202'],
    ['d.M.y', '1.2.12345'],
    ['d.M.y', '1.2.202'],
  ])('rejects with the format %s what formatting would not produce: %s', (format, text) => {
    const zone = format.includes('a') ? 'UTC' : undefined;
    expect(() => parsed({ format, zone }, text)).toThrow(`\`d\` does not match ${format}`);
  });

  it.each([
    ['d.M.yyyy h:mm a', 'UTC', '1.2.2020 3:04 pm', '2020-02-01T15:04:00Z'],
    ['d.M.yyyy', undefined, '01.02.2020', '2020-02-01'],
    ['d.M.yyyy', undefined, '1.2.0202', '0202-02-01'],
    ['d.M.yyyy HH:mm ZZ', undefined, '1.2.2020 08:30 -00:00', '2020-02-01T08:30:00Z'],
    ['d.M.yyyy HH:mm z', undefined, '1.2.2020 08:30 GMT', '2020-02-01T08:30:00+00:00'],
    ['d MMM yyyy', undefined, '1 JUN 1998', '1998-06-01'],
    ['d.M.yyyy HH:mm Z', undefined, '1.2.2020 08:30 +5', '2020-02-01T08:30:00+05:00'],
    ['d.M.yyyy HH:mm z', undefined, '1.2.2020 08:30 Europe/Berlin', '2020-02-01T08:30:00+01:00'],
    ['yyyy-MM-dd EEE', undefined, '2020-02-01 sat', '2020-02-01'],
    ['d.M.y', undefined, '1.2.2020', '2020-02-01'],
    ["d.M.yyyy 'um' HH:mm:ss.SSS", 'UTC', '1.2.2020 um 08:30:00.120', '2020-02-01T08:30:00.120Z'],
  ])('reads what differs only in form, with the format %s, %s: %s', (format, zone, text, iso) => {
    expect(parsed({ format, zone }, text)).toBe(iso);
  });

  it.each<[string, string | undefined, unknown, string]>([
    ['X', undefined, 1514764800, '2018-01-01T00:00:00Z'],
    ['X', undefined, '1514764800.25', '2018-01-01T00:00:00.25Z'],
    ['X', undefined, -1, '1969-12-31T23:59:59Z'],
    ['x', undefined, '1514764800123', '2018-01-01T00:00:00.123Z'],
    ['x', undefined, 1514764800000n, '2018-01-01T00:00:00Z'],
    ['excel', undefined, 44197, '2021-01-01'],
    ['excel', undefined, '1', '1900-01-01'],
    ['excel', undefined, '59', '1900-02-28'],
    ['excel', undefined, '61', '1900-03-01'],
    ['excel', BERLIN, '43861.354166666664', '2020-01-31T08:30:00+01:00'],
    ['excel', BERLIN, 43861, '2020-01-31T00:00:00+01:00'],
  ])('reads with the format %s, %s: %s', (format, zone, value, iso) => {
    expect(parsed({ format, zone }, value)).toBe(iso);
  });

  it.each([
    ['X', '1514764800123'],
    ['X', '1e9'],
    ['X', '-0.5'],
    ['X', ''],
    ['x', '1.5'],
    ['excel', '60'],
    ['excel', '0'],
    ['excel', '43861.5'],
    ['excel', '3000000'],
  ])('rejects with the format %s: %s', (format, text) => {
    expect(() => parsed({ format }, text)).toThrow(`\`d\` does not match ${format}`);
  });

  it.each([
    ['yyyy-MM-dd HH:mm:ss.SSSSSS', '2020-01-31 08:30:00.123456', '2020-01-31T08:30:00.123456Z'],
    ['dd.MM.yyyy HH:mm:ss.SSSS', '31.01.2020 08:30:00.0001', '2020-01-31T08:30:00.0001Z'],
    ['HH:mm:ss,SSSS dd.MM.yyyy', '08:30:00,1234 31.01.2020', '2020-01-31T08:30:00.1234Z'],
    [
      "yyyy-MM-dd'T'HH:mm:ss.SSSSSSSSS'Z'",
      '2020-01-31T08:30:00.123456789Z',
      '2020-01-31T08:30:00.123456789Z',
    ],
  ])('keeps all digits of a second with the format %s', (format, text, iso) => {
    expect(parsed({ format, zone: 'UTC' }, text)).toBe(iso);
    expect(() =>
      parsed({ format, zone: 'UTC' }, text.replace(/\d{4,}(?=\D*$)|(?<=,)\d+/, '12')),
    ).toThrow('does not match');
  });

  it('takes the first of several formats that matches', () => {
    const format = ['dd.MM.yyyy', 'yyyy-MM-dd', 'M/d/yy', 'excel'];
    const texts = ['31.01.2020', '2020-01-31', '1/31/20', '43861'];
    expect(texts.map((text) => parsed({ format }, text))).toEqual(Array(4).fill('2020-01-31'));
    expect(() => parsed({ format }, '0000-00-00')).toThrow(
      '`d` does not match dd.MM.yyyy or yyyy-MM-dd or M/d/yy or excel',
    );
    const times = { format: ['yyyy-MM-dd HH:mm', 'yyyy-MM-dd'], zone: BERLIN };
    expect(parsed(times, '2020-01-31 08:30')).toBe('2020-01-31T08:30:00+01:00');
    expect(parsed(times, '2020-01-31')).toBe('2020-01-31');
  });

  it('refuses more than nine digits of a second, and a zone that no format needs', () => {
    const fields = ['d'];
    const zone = 'UTC';
    expect(() => parseDate({ fields, format: 'yyyy-MM-dd HH:mm:ss.SSSSSSSSSS', zone })).toThrow(
      'at most 9 times `S`',
    );
    expect(() => parseDate({ fields, format: ['X', 'yyyy-MM-dd'], zone })).toThrow('no time that');
    expect(() => parseDate({ fields, format: [] })).toThrow('`format`');
  });

  it('rejects a time that the clocks skipped, and takes the first of two', () => {
    const options = { format: 'yyyy-MM-dd HH:mm', zone: BERLIN };
    expect(() => parsed(options, '2020-03-29 02:30')).toThrow('clocks of Europe/Berlin skipped');
    expect(parsed(options, '2020-10-25 02:30')).toBe('2020-10-25T02:30:00+02:00');
  });

  it('rejects an offset that ISO 8601 does not allow', () => {
    const options = { format: 'yyyy-MM-dd HH:mm', zone: BERLIN };
    expect(() => parsed(options, '1850-01-01 00:00')).toThrow('offset with seconds');
  });

  it('leaves null and dates unchanged', () => {
    const date = new Date(0);
    for (const d of [null, undefined, date]) expect(parsed({ format: 'yyyyMMdd' }, d)).toBe(d);
  });

  it('reads back any moment that was written in any zone', () => {
    const zones = ['UTC', BERLIN, 'America/St_Johns', 'Asia/Kathmandu', 'Pacific/Apia'];
    fc.assert(
      fc.property(
        fc.integer({ min: Date.UTC(1950, 0, 1), max: Date.UTC(2090, 0, 1) }),
        fc.constantFrom(...zones),
        fc.constantFrom('yyyy-MM-dd HH:mm:ss.SSS', 'd MMM yyyy, h:mm:ss.SSS a'),
        (millis, zone, format) => {
          const moment = DateTime.fromMillis(millis, { zone, locale: 'en-US' });
          if (!Number.isInteger(moment.offset)) return;
          const iso = String(parsed({ format, zone }, moment.toFormat(format)));
          expect(iso).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?(Z|[+-]\d\d:\d\d)$/);
          const earliest = Math.min(...moment.getPossibleOffsets().map((one) => one.toMillis()));
          expect(Date.parse(iso)).toBe(earliest);
        },
      ),
    );
  });

  it.each<[Omit<ParseDateOptions, 'fields'>, string]>([
    [{ format: 'MM/yyyy' }, '`format`: expected one with year, month and day'],
    [{ format: 'HH:mm' }, '`format`: expected one with year, month and day'],
    [{ format: 'dd.MM.yyyy hh:mm', zone: BERLIN }, 'a 12-hour clock needs `a`'],
    [{ format: 'dd.MM.yyyy HH', zone: BERLIN }, 'expected one with hour and minute'],
    [{ format: 'dd.MM.yyyy HH:mm' }, '`zone`: the format has a time but no zone'],
    [{ format: 'dd.MM.yyyy', zone: BERLIN }, '`zone`: the format has no time'],
    [{ format: 'dd.MM.yyyy HH:mm ZZ', zone: BERLIN }, '`zone`: the format has no time'],
    [{ format: 'dd.MM.yyyy HH:mm', zone: 'local' }, '`zone`: expected a zone of the IANA database'],
    [{ format: 'dd.MM.yyyy HH:mm:ss.u', zone: BERLIN }, 'expected `SSS` instead of `u`'],
  ])('throws for %o', (options, message) => {
    expect(() => parseDate({ fields: ['d'], ...options })).toThrow(`parseDate: `);
    expect(() => parseDate({ fields: ['d'], ...options })).toThrow(message);
  });
});
